-- title: 佐证将到期的儿童：按到期的周
SELECT
  date_trunc('week', last_day)::DATE AS week,
  count(*) AS children,
  count(*) FILTER (stated) AS stated,
  count(*) FILTER (poverty) AS poverty
FROM expiring
GROUP BY week
ORDER BY week
