-- title: 认定为同一人的两条记录
-- grain: 一对记录，来自两个登记册
-- key: left_record, right_record
-- Roll and poverty records meet through the registry row that both are linked to, seldom by a link of their own.
WITH pairs AS (
  SELECT left_source, left_record, right_source, right_record FROM night.link
  UNION
  SELECT 'roll', a.right_record, 'poverty', b.right_record
  FROM night.link a JOIN night.link b ON b.left_record = a.left_record
  WHERE a.left_source = 'population' AND a.right_source = 'roll' AND b.right_source = 'poverty'
)
SELECT p.*, p.left_source || '-' || p.right_source AS problem, l.owner = r.owner AS is_right
FROM pairs p JOIN owner l ON l.record_id = p.left_record JOIN owner r ON r.record_id = p.right_record
