-- title: 户籍记录对应的监测名单记录
-- grain: 一条监测名单记录与它对应的户籍记录
-- key: record_id, poverty_record
-- publish: no
-- columns:
--   record_id: 户籍记录编号
--   poverty_record: 监测名单记录编号
SELECT left_record AS record_id, right_record AS poverty_record
FROM linked.link WHERE left_source = 'population' AND right_source = 'poverty'
UNION
-- By way of the roll: registry row – roll row – poverty row, each step an accepted link.
SELECT p.left_record, r.right_record
FROM linked.link p JOIN linked.link r ON r.left_record = p.right_record
WHERE p.left_source = 'population' AND p.right_source = 'roll' AND r.left_source = 'roll' AND r.right_source = 'poverty'
