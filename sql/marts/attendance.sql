-- title: 学籍与花名册的比对
-- grain: 一条县内学校的在读学籍
-- key: record_id
-- publish: main
-- columns:
--   record_id: 学籍记录编号
--   seen: seen 在花名册上，unsure 花名册上有疑似本人的，absent 其班级有花名册而不在其上，not_covered 其班级没有花名册
--   roster_record: 花名册记录编号，不在花名册上的为空
--   month: 花名册的月份
WITH pupil AS (
  SELECT s.record_id, s.school_name AS school, s.grade, r.name_key, r.id18, r.roll_no, r.dob, s.active_since,
    regexp_extract(translate(r.class_name, '一二三四五六七八九', '123456789'), '(\d+)\D*$', 1) AS class_no
  FROM roll_standing s JOIN source.roll r USING (record_id) WHERE s.standing = 'enrolled' AND s.in_county
),
by_number AS (
  SELECT p.record_id, x.record_id AS roster_record FROM pupil p JOIN roster_row x USING (school, id18)
  UNION
  SELECT p.record_id, x.record_id FROM pupil p JOIN roster_row x USING (school, roll_no)
),
left_over AS (
  FROM roster_row WHERE record_id NOT IN (SELECT roster_record FROM by_number)
),
unseen AS (
  FROM pupil WHERE record_id NOT IN (SELECT record_id FROM by_number)
),
-- A name is one pupil's only within his grade, of one birth date where both tell it, and if nobody else bears it there.
by_name AS (
  SELECT u.record_id, x.record_id AS roster_record
  FROM unseen u JOIN left_over x USING (school, grade, name_key)
  WHERE coalesce(u.dob = x.dob, true)
  QUALIFY count(*) OVER (PARTITION BY x.record_id) = 1
),
seen AS (
  FROM by_number UNION FROM by_name
),
-- Whom nobody is found for: perhaps mistyped on one of the two sides.
perhaps AS (
  SELECT u.record_id, x.record_id AS roster_record
  FROM unseen u JOIN left_over x USING (school, grade)
  WHERE u.name_key = x.name_key OR u.dob = x.dob AND (u.name_key[1] = x.name_key[1] OR u.name_key[-1:] = x.name_key[-1:])
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
  coalesce(s.roster_record, h.roster_record) AS roster_record, c.month
FROM pupil p
  LEFT JOIN (SELECT record_id, min(roster_record) AS roster_record FROM seen GROUP BY record_id) s USING (record_id)
  LEFT JOIN (SELECT record_id, min(roster_record) AS roster_record FROM perhaps
    WHERE roster_record NOT IN (SELECT roster_record FROM seen) GROUP BY record_id) h USING (record_id)
  LEFT JOIN covered c USING (school, grade, class_no)
