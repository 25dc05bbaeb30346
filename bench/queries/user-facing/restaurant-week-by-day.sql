-- orders: one restaurant, one week, by day
SELECT @day(event_time) AS event_day, COUNT(*) AS events, SUM(amount) AS total
FROM orders
WHERE restaurant_id = $restaurant AND event_time >= @time($week) AND event_time < @time($next_week)
GROUP BY @day(event_time)
ORDER BY @day(event_time)
