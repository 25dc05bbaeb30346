-- lineorder_flat: city pair by brand
SELECT P_BRAND, SUM(LO_REVENUE) AS revenue, COUNT(*) AS line_count
FROM lineorder_flat
WHERE C_CITY = '$customer_city' AND S_CITY = '$supplier_city'
GROUP BY P_BRAND
ORDER BY SUM(LO_REVENUE) DESC, P_BRAND
LIMIT 20
