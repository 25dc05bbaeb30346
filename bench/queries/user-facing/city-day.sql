-- orders: one city, one day, top restaurants
SELECT restaurant_id, COUNT(*) AS orders, SUM(amount) AS total
FROM orders
WHERE city = '$city' AND status = 'PLACED' AND event_time >= @time($day) AND event_time < @time($next_day)
GROUP BY restaurant_id
ORDER BY COUNT(*) DESC, restaurant_id
LIMIT 10
