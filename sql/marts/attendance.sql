-- title: 学籍与花名册的比对
-- grain: 一条县内学校的在读学籍
-- key: record_id
-- publish: main
-- columns:
--   record_id: 学籍记录编号
--   seen: seen 在花名册上，unsure 花名册上有疑似本人的，absent 其班级有花名册而不在其上，not_covered 其班级没有花名册
--   roster_record: 花名册记录编号，不在花名册上的为空
--   month: 花名册的月份
--   class_no: 班号；班级名称中读不出的为空串
-- A class that cannot be told by a number (十班, 甲班) is not covered: nobody is listed for a way of writing.
WITH pupil AS (
  SELECT s.record_id, s.school_name AS school, s.grade, r.name_key, r.id18, r.roll_no, r.dob, s.active_since, c.class_no
  FROM roll_standing s JOIN source.roll r USING (record_id) LEFT JOIN class_number c USING (class_name)
  WHERE s.standing = 'enrolled' AND s.in_county
),
candidate AS (
  SELECT p.record_id, x.record_id AS roster_record FROM pupil p JOIN roster_row x USING (school, id18)
  UNION
  SELECT p.record_id, x.record_id FROM pupil p JOIN roster_row x USING (school, roll_no)
  UNION
  SELECT p.record_id, x.record_id FROM pupil p JOIN roster_row x USING (school, name_key)
  UNION
  SELECT p.record_id, x.record_id FROM pupil p JOIN roster_row x USING (school, grade, dob)
),
alike AS (
  SELECT p.record_id, x.record_id AS roster_record, p.name_key = x.name_key AS named, p.grade = x.grade AS graded,
    coalesce(p.id18 = x.id18, false) OR coalesce(p.roll_no = x.roll_no, false) AS numbered, p.dob = x.dob AS born,
    p.name_key[1] = x.name_key[1] OR p.name_key[-1:] = x.name_key[-1:] AS akin
  FROM candidate JOIN pupil p USING (record_id) JOIN roster_row x ON x.record_id = roster_record
),
-- How well a seat is a pupil's, best first; 4 only says that a person must look. A school may have written a brother's
-- number for a pupil, so a number counts for less where the name is another's.
claim AS (
  SELECT record_id, roster_record,
    CASE WHEN numbered AND named THEN 1 WHEN named AND graded AND coalesce(born, true) THEN 2
      WHEN numbered AND coalesce(born, true) THEN 3 WHEN numbered OR named OR born AND akin THEN 4 END AS strength
  FROM alike
),
held AS (
  SELECT *, strength = min(strength) OVER (PARTITION BY roster_record) AS best,
    count(*) OVER (PARTITION BY roster_record, strength) AS rivals
  FROM claim WHERE strength IS NOT NULL
),
seen AS (
  FROM held WHERE best AND rivals = 1 AND strength <= 3
),
-- A seat that is somebody else's for certain is not perhaps this pupil's.
perhaps AS (
  FROM held WHERE roster_record NOT IN (SELECT roster_record FROM seen)
),
covered AS (
  SELECT school, grade, class_no, max(month) AS month FROM roster_row WHERE class_no <> '' GROUP BY ALL
)
SELECT
  p.record_id,
  CASE
    WHEN s.record_id IS NOT NULL                        THEN 'seen'
    WHEN h.record_id IS NOT NULL                        THEN 'unsure'
    -- Who came after that month is on the next roster.
    WHEN c.month IS NULL OR p.active_since > last_day(c.month) THEN 'not_covered'
    ELSE 'absent'
  END AS seen,
  coalesce(s.roster_record, h.roster_record) AS roster_record, c.month, coalesce(p.class_no, '') AS class_no
FROM pupil p
  LEFT JOIN (SELECT record_id, min(roster_record) AS roster_record FROM seen GROUP BY record_id) s USING (record_id)
  LEFT JOIN (SELECT record_id, min(roster_record) AS roster_record FROM perhaps GROUP BY record_id) h USING (record_id)
  LEFT JOIN covered c USING (school, grade, class_no)
