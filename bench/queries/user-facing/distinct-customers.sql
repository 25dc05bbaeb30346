-- orders: distinct customers of one restaurant
SELECT COUNT(DISTINCT customer_id) AS customers
FROM orders
WHERE restaurant_id = $restaurant
