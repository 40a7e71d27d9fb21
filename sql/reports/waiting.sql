-- title: 各清单：已过期限、尚未分派、已列入多久
WITH task AS (
  SELECT list, late, responsible, (SELECT as_of FROM run) - first_listed AS days FROM exception
)
SELECT
  list,
  count(*) AS children,
  count(*) FILTER (late) AS late,
  count(*) FILTER (responsible = '') AS unassigned,
  count(*) FILTER (days <= 7) AS week,
  count(*) FILTER (days BETWEEN 8 AND 30) AS month,
  count(*) FILTER (days BETWEEN 31 AND 90) AS quarter,
  count(*) FILTER (days > 90) AS longer,
  max(days) AS longest
FROM task
GROUP BY list
