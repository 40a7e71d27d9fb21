-- title: 适龄段内的每条户籍记录恰有一种状态
WITH registry AS (SELECT record_id FROM age WHERE in_band),
counted AS (SELECT record_id, count(*) AS children, count(s.status) AS statuses FROM child LEFT JOIN status s USING (status)
  GROUP BY record_id)
SELECT record_id FROM registry FULL JOIN counted USING (record_id)
WHERE registry.record_id IS NULL OR counted.children IS DISTINCT FROM 1 OR counted.statuses IS DISTINCT FROM 1
