-- title: 在读学籍
-- grain: 一人的一条在读学籍
-- key: child_id, roll_record
-- publish: no
-- columns:
--   child_id: 儿童编号
--   record_id: 户籍（或监测名单）记录编号
--   roll_record: 学籍记录编号
--   place: 同一人有几条在读学籍时的次序，认定所依据的一条为 1
--   grade: 年级
SELECT
  r.child_id, s.record_id, r.roll_record,
  row_number() OVER (PARTITION BY r.child_id
    ORDER BY r.roll_record IS DISTINCT FROM s.roll_record, r.roll_record) AS place,
  t.grade
FROM roll_of_subject r JOIN subject_status s USING (child_id) JOIN roll_standing t ON t.record_id = r.roll_record
WHERE r.active
