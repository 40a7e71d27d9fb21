-- title: 在花名册上而无学籍的儿童
-- grain: 花名册的一行与户籍库中号码、姓名都相同的一名儿童
-- key: child_id, roster_record
-- publish: no
-- columns:
--   child_id: 儿童编号
--   roster_record: 花名册记录编号
--   school: 校名
--   grade: 年级
--   class_no: 班号
-- A roster proves no schooling: it tells the visitor where to ask first.
SELECT s.child_id, x.record_id AS roster_record, x.school, x.grade, x.class_no
FROM roster_row x
  JOIN roster_finding f ON f.record_id = x.record_id AND f.code = 'in_school_no_roll'
  JOIN source.population p ON p.id18 = x.id18 AND p.name_key = x.name_key
  JOIN subject s ON s.record_id = p.record_id
