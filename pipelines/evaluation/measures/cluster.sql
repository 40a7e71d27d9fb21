-- title: 认定为同一人的记录组
-- grain: 一条关于人的记录；组名是组内最小的记录编号
-- key: record_id
WITH RECURSIVE both_ways AS (
  SELECT left_record AS record_id, right_record AS other FROM night.link
  UNION ALL
  SELECT right_record, left_record FROM night.link
),
grown(record_id, cluster) USING KEY (record_id) AS (
  SELECT record_id, record_id FROM owner
  UNION
  SELECT b.record_id, min(g.cluster)
  FROM grown g JOIN both_ways b ON b.other = g.record_id JOIN recurring.grown k ON k.record_id = b.record_id
  WHERE g.cluster < k.cluster
  GROUP BY b.record_id
)
SELECT record_id, cluster FROM grown
