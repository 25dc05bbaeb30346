-- lineorder_flat: one customer's revenue by year
SELECT D_YEAR, SUM(LO_REVENUE) AS revenue, COUNT(*) AS line_count
FROM lineorder_flat
WHERE LO_CUSTKEY = $ssb_customer
GROUP BY D_YEAR
ORDER BY D_YEAR
