-- orders: one restaurant by status
SELECT status, COUNT(*) AS events, SUM(amount) AS total
FROM orders
WHERE restaurant_id = $restaurant
GROUP BY status
ORDER BY status
