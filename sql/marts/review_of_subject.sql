-- title: 待复核而又可能证实就学的记录
-- grain: 一人与一条待复核的学籍或佐证记录，若确为本人即可证实就学
-- key: child_id, record_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   record_id: 学籍或佐证记录编号
--   grounds: roll_in_review 或 evidence_in_review
WITH review AS (
  SELECT DISTINCT left_record, right_record, right_source FROM linked.pair
  WHERE decision = 'review' AND left_source = 'population' AND right_source IN ('roll', 'evidence', 'approvals', 'disability')
  UNION
  SELECT DISTINCT right_record, left_record, left_source FROM linked.pair
  WHERE decision = 'review' AND left_source = 'roll' AND right_source = 'poverty'
)
SELECT s.child_id, t.record_id, t.grounds
FROM review r JOIN subject s ON s.record_id = r.left_record JOIN telling_record t ON t.record_id = r.right_record
