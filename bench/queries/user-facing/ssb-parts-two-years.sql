-- lineorder_flat: some parts in two years
SELECT LO_PARTKEY, D_YEAR, SUM(LO_QUANTITY) AS quantity, SUM(LO_REVENUE) AS revenue
FROM lineorder_flat
WHERE LO_PARTKEY IN ($ten_parts) AND D_YEAR IN ($year, $next_year)
GROUP BY LO_PARTKEY, D_YEAR
ORDER BY LO_PARTKEY, D_YEAR
