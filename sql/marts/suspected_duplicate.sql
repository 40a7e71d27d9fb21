-- title: 疑似重复户籍
-- grain: 一名儿童与疑似同一人的另一户籍记录（两个方向各一行）
-- key: child_id, other_child
-- publish: no
-- columns:
--   child_id: 儿童编号
--   other_child: 疑似同一人的另一儿童编号
WITH RECURSIVE pairs AS (
  SELECT left_record, right_record FROM linked.duplicate
  UNION
  -- Number, name and birth date alike: one person, whatever the linkage made of the two rows.
  SELECT a.record_id, b.record_id
  FROM number_holder a JOIN number_holder b USING (id18, name_key, dob)
  WHERE a.record_id < b.record_id
),
both_ways AS (
  SELECT left_record AS record_id, right_record AS other_record FROM pairs
  UNION
  SELECT right_record, left_record FROM pairs
),
-- Who is one person with my second row is one person with me.
one_person AS (
  FROM both_ways
  UNION
  SELECT o.record_id, b.other_record FROM one_person o JOIN both_ways b ON b.record_id = o.other_record
)
SELECT s.child_id, o.child_id AS other_child
FROM one_person JOIN subject s USING (record_id) JOIN subject o ON o.record_id = other_record
WHERE s.child_id <> o.child_id
