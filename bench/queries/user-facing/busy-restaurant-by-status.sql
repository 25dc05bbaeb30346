-- orders: one of the busiest restaurants by status
SELECT status, COUNT(*) AS events, SUM(amount) AS total
FROM orders
WHERE restaurant_id = $busy_restaurant
GROUP BY status
ORDER BY status
