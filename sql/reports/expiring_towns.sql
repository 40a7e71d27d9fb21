-- title: 佐证将到期的儿童：按乡镇
SELECT
  town,
  count(*) AS children,
  count(*) FILTER (days_left <= 7) AS week,
  count(*) FILTER (poverty) AS poverty,
  count(*) FILTER (responsible = '') AS unassigned,
  min(last_day) AS first_day
FROM expiring
GROUP BY town
ORDER BY children DESC, town
