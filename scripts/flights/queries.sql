-- How much is there?
SELECT COUNT(*) AS flights, COUNT(dep_time) AS departed, COUNT(DISTINCT tailnum) AS planes,
       COUNT(DISTINCT dest) AS destinations, SUM(distance) AS miles
FROM flights;

-- Which carriers are late?
SELECT carrier, COUNT(*) AS flights, AVG(arr_delay) AS average_delay, MIN(arr_delay) AS best, MAX(arr_delay) AS worst
FROM flights
WHERE arr_delay IS NOT NULL
GROUP BY carrier
ORDER BY average_delay DESC, carrier
LIMIT 20;

-- Which routes are busiest?
SELECT origin, dest, COUNT(*) AS flights, AVG(air_time) AS minutes
FROM flights
GROUP BY origin, dest
HAVING COUNT(*) >= 5000
ORDER BY flights DESC, origin, dest
LIMIT 50;

-- How many flights never left, by month?
SELECT "month", COUNT(*) AS cancelled, COUNT(DISTINCT carrier) AS carriers
FROM flights
WHERE dep_time IS NULL
GROUP BY "month"
ORDER BY "month"
LIMIT 12;

-- Where do flights to an S go from two of the airports?
SELECT dest, COUNT(*) AS flights, SUM(distance) AS miles
FROM flights
WHERE dest LIKE 'S%' AND origin IN ('JFK', 'LGA')
GROUP BY dest
HAVING SUM(distance) > 100000
ORDER BY flights DESC, dest
LIMIT 50;

-- Which departures were latest?
SELECT carrier, flight, tailnum, origin, dest, "month", "day", dep_delay, dep_delay / 60.0 AS hours
FROM flights
WHERE dep_delay >= 600
ORDER BY dep_delay DESC, carrier, flight, "month", "day"
LIMIT 15 OFFSET 3;

-- Who flies fastest?
SELECT carrier, MAX(distance * 60.0 / air_time) AS top_speed, AVG(distance * 60.0 / air_time) AS average_speed
FROM flights
WHERE air_time > 30 AND tailnum LIKE 'N%'
GROUP BY carrier
ORDER BY top_speed DESC, carrier
LIMIT 20;

-- At what time of the day is it better to fly?
SELECT "hour", COUNT(*) AS flights, AVG(dep_delay) AS average_delay, SUM(dep_delay) AS total_delay
FROM flights
WHERE "hour" BETWEEN 5 AND 23
GROUP BY "hour"
ORDER BY "hour"
LIMIT 24;

-- What happened in the week of the fourth of July?
SELECT "day", origin, COUNT(*) AS flights, COUNT(*) - COUNT(arr_time) AS not_arrived, MAX(dep_delay) AS worst
FROM flights
WHERE time_hour BETWEEN 1372636800000 AND 1373241599999
GROUP BY "day", origin
ORDER BY "day", origin
LIMIT 30;

-- Who makes up for lost time?
SELECT origin, carrier, COUNT(*) AS flights, SUM(dep_delay - arr_delay) AS minutes_made_up
FROM flights
WHERE NOT (arr_delay > 0) AND NOT (dep_delay <= 30) AND (carrier <> 'UA' OR "month" < 7)
GROUP BY origin, carrier
HAVING COUNT(*) > 20
ORDER BY minutes_made_up DESC, origin, carrier
LIMIT 25;
