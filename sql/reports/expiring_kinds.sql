-- title: 佐证将到期的儿童：按佐证种类和到期后的状态
SELECT
  kind,
  status_after,
  list_after,
  count(*) AS children,
  min(last_day) AS first_day
FROM expiring
GROUP BY ALL
ORDER BY children DESC, kind, status_after
