-- title: 最后就读的学校
-- grain: 一名列入清单的人
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   school_name: 学校，学籍没有时取自佐证
--   grade: 年级
WITH known AS (
  SELECT o.child_id, r.school_name, r.grade, (1, coalesce(r.active_since, DATE '0001-01-01'), o.roll_record) AS newest
  FROM listed JOIN roll_of_subject o USING (child_id) JOIN roll_standing r ON r.record_id = o.roll_record
  WHERE r.school_name IS NOT NULL
  UNION ALL
  SELECT o.child_id, e.located_school, e.located_grade, (0, e.evidence_date, e.record_id)
  FROM listed JOIN evidence_of_subject o USING (child_id) JOIN on_file e ON e.record_id = o.evidence_record
  WHERE e.located_school IS NOT NULL
)
SELECT child_id, arg_max(school_name, newest) AS school_name, arg_max(grade, newest) AS grade
FROM known GROUP BY child_id
