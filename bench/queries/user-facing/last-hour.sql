-- orders: last hour, top restaurants
SELECT restaurant_id, COUNT(*) AS events, SUM(amount) AS total
FROM orders
WHERE event_time >= @time($hour) AND event_time < @time($next_hour)
GROUP BY restaurant_id
ORDER BY COUNT(*) DESC, restaurant_id
LIMIT 10
