-- orders: ten customers
SELECT customer_id, COUNT(*) AS events, SUM(amount) AS total
FROM orders
WHERE customer_id IN ($ten_customers)
GROUP BY customer_id
ORDER BY customer_id
