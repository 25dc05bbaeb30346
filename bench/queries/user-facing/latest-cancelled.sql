-- orders: latest 20 cancelled in a city
SELECT order_id, restaurant_id, customer_id, amount, event_time
FROM orders
WHERE city = '$city' AND status = 'CANCELLED'
ORDER BY event_time DESC, order_id
LIMIT 20
