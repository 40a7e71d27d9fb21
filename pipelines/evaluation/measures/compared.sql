-- title: 公布了概率的候选对
-- grain: 一对记录，链接或未链接
-- key: left_record, right_record
SELECT c.*, l.owner = r.owner AS is_right
FROM (
  SELECT left_source || '-' || right_source AS problem, left_record, right_record, probability, 'link' AS decision
  FROM night.link
  UNION ALL
  SELECT left_source || '-' || right_source, left_record, right_record, probability, decision FROM night.pair
) c JOIN owner l ON l.record_id = c.left_record JOIN owner r ON r.record_id = c.right_record
