-- title: 一个号码对应两名儿童
-- grain: 一名儿童，其号码另有他人使用，学籍分不清属于谁
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   record_id: 有争议的学籍记录编号
WITH holder AS (
  SELECT record_id, id18 FROM number_holder WHERE cancel_kind IS NULL
  QUALIFY count(*) OVER (PARTITION BY id18) > 1
),
claim AS (
  SELECT left_record AS record_id, right_record, true AS accepted FROM linked.link
  WHERE left_source = 'population' AND right_source = 'roll'
  UNION ALL
  SELECT left_record, right_record, false FROM linked.pair
  WHERE left_source = 'population' AND right_source = 'roll' AND decision = 'review'
),
-- Roll records that two holders of one number may own; a holder with a record of his own is told apart by it.
contested AS (
  SELECT right_record, id18 FROM claim JOIN holder USING (record_id)
  GROUP BY right_record, id18 HAVING count(DISTINCT record_id) > 1
),
settled AS (
  SELECT record_id FROM claim WHERE accepted
  UNION
  SELECT s.record_id FROM subject s JOIN evidence_in_force e USING (child_id) WHERE e.result IS NOT NULL
)
SELECT s.child_id, min(c.right_record) AS record_id
FROM subject s
  JOIN holder h USING (record_id)
  JOIN contested c USING (id18)
  JOIN claim m ON m.record_id = s.record_id AND m.right_record = c.right_record
  JOIN roll_standing r ON r.record_id = c.right_record
WHERE r.active AND s.record_id NOT IN (SELECT record_id FROM settled)
GROUP BY s.child_id
