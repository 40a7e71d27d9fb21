-- title: 残联名单要核对的记录
-- grain: 残联名单的一条记录的一个问题
-- key: record_id, code
-- publish: no
-- columns:
--   record_id: 残联名单记录编号
--   code: 问题代码
WITH of_age AS (
  -- The list holds people of every age: only children, and who may be one, are anybody's business here.
  SELECT record_id FROM source.disability
  WHERE coalesce(date_diff('year', dob, getvariable('as_of')) BETWEEN getvariable('age_min') AND getvariable('age_max'), true)
),
linked_to AS (
  SELECT l.right_record AS record_id, s.child_id
  FROM linked.link l LEFT JOIN subject s ON s.record_id = l.left_record WHERE l.right_source = 'disability'
)
SELECT record_id, 'disability_unmatched' AS code FROM of_age
WHERE record_id NOT IN (SELECT right_record FROM linked.pair WHERE decision = 'review' AND right_source = 'disability')
  AND record_id NOT IN (
    SELECT record_id FROM linked_to GROUP BY record_id HAVING count(DISTINCT coalesce(child_id, '')) = 1)
UNION ALL
-- The list says "in school", and no register that would know bears it out.
SELECT d.disability_record, 'disability_not_on_roll'
FROM disability_of_child d
WHERE d.placement IN ('special', 'ordinary')
  AND d.child_id NOT IN (SELECT child_id FROM roll_of_subject WHERE active)
  AND d.child_id NOT IN (SELECT child_id FROM evidence_in_force WHERE in_force)
GROUP BY ALL
