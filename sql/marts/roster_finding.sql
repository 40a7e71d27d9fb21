-- title: 花名册比对后要核对的记录
-- grain: 一条学籍或花名册记录的一个问题
-- key: record_id, code
-- publish: no
-- columns:
--   source: 登记册
--   record_id: 记录编号
--   code: 问题代码
SELECT 'roll' AS source, record_id, 'roster_match_unsure' AS code FROM attendance WHERE seen = 'unsure'
UNION ALL
-- Not in the room, and no registered child's: no visitor is sent, so the data desk must ask the school.
SELECT 'roll', record_id, 'absent_unregistered' FROM attendance
WHERE seen = 'absent' AND record_id IN (SELECT record_id FROM outside_candidate WHERE source = 'roll')
UNION ALL
-- In class and on no roll: neither by number or roll number in any school, nor by name in this one.
SELECT 'roster', record_id, 'in_school_no_roll' FROM roster_row x
WHERE record_id NOT IN (SELECT roster_record FROM attendance WHERE roster_record IS NOT NULL)
  AND NOT EXISTS (FROM source.roll r WHERE r.status = 'active' AND (r.id18 = x.id18 OR r.roll_no = x.roll_no))
UNION ALL
SELECT 'roster', r.record_id, 'school_unknown'
FROM source.roster r
  LEFT JOIN known_school k ON k.kind = 'code' AND k.value = r.school_code
  LEFT JOIN known_school n ON n.kind = 'name' AND n.value = r.school_key
WHERE coalesce(k.school_name, n.school_name) IS NULL
