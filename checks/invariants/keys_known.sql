-- title: 所有编号都指向载入的记录
WITH named AS (
  SELECT left_record AS record_id FROM link UNION ALL SELECT right_record FROM link
  UNION ALL SELECT left_record FROM pair UNION ALL SELECT right_record FROM pair
  UNION ALL SELECT record_id FROM child UNION ALL SELECT record_id FROM outside_denominator
  UNION ALL SELECT roll_record FROM child UNION ALL SELECT evidence_record FROM child
)
SELECT record_id FROM named
WHERE record_id IS NOT NULL AND record_id NOT IN (SELECT record_id FROM record WHERE outcome = 'loaded')
UNION ALL
SELECT child_id FROM exception
WHERE child_id NOT IN (SELECT child_id FROM casebook.child)
UNION ALL
SELECT child_id FROM casebook.child GROUP BY child_id HAVING count(*) > 1
