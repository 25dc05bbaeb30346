-- orders: one customer's history, newest first
SELECT event_time, order_id, status, restaurant_id, amount
FROM orders
WHERE customer_id = $customer
ORDER BY event_time DESC, order_id, status
LIMIT 50
