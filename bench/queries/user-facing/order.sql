-- orders: all columns of one order
SELECT order_id, status, restaurant_id, customer_id, city, comment, items, amount, event_time
FROM orders
WHERE order_id = '$order'
ORDER BY event_time, status
