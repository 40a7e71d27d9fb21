-- title: 责任人的工作量，按乡镇
SELECT
  town,
  count(*) FILTER (responsible <> '' AND tasks > 0) AS people,
  coalesce(max(doors) FILTER (responsible <> ''), 0) AS most_doors,
  coalesce(max(days) FILTER (responsible <> ''), 0) AS most_days,
  coalesce(sum(tasks) FILTER (responsible = ''), 0)::BIGINT AS unassigned
FROM workload
GROUP BY town
HAVING sum(tasks) > 0
ORDER BY town
