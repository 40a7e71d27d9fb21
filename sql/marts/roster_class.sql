-- title: 各班在籍与在校
-- grain: 一所学校的一个班，学籍或花名册上有的
-- key: school_name, grade, class_no
-- publish: main
-- columns:
--   school_name: 校名
--   grade: 年级；不明的为 -1
--   class_no: 班号；班级名称中读不出的为空串
--   town: 学校所属乡镇；不明的为空
--   month: 花名册的月份；没有花名册的为空
--   on_roll: 在籍人数
--   on_roster: 花名册人数
--   seen: 在籍且在花名册上
--   unsure: 在籍而花名册上只有疑似本人的
--   absent: 在籍而不在花名册上
--   unlisted: 在花名册上而无在读学籍
--   not_covered: 在籍而其班级没有花名册，或晚于花名册入学
WITH pupil AS (
  SELECT s.school_name, coalesce(s.grade, -1) AS grade, coalesce(a.class_no, '') AS class_no, a.seen, a.month, s.school_town
  FROM attendance a JOIN roll_standing s USING (record_id)
),
of_roll AS (
  SELECT school_name, grade, class_no, max(month) AS month, any_value(school_town) AS town, count(*) AS on_roll,
    count(*) FILTER (seen = 'seen') AS seen, count(*) FILTER (seen = 'unsure') AS unsure,
    count(*) FILTER (seen = 'absent') AS absent, count(*) FILTER (seen = 'not_covered') AS not_covered
  FROM pupil GROUP BY ALL
),
of_roster AS (
  SELECT school AS school_name, coalesce(grade, -1) AS grade, class_no, max(month) AS month, count(*) AS on_roster,
    count(*) FILTER (record_id IN (SELECT record_id FROM roster_finding WHERE code = 'in_school_no_roll')) AS unlisted
  FROM roster_row GROUP BY ALL
)
-- A number typed into a school's name is not shown.
SELECT regexp_replace(school_name, '\d{7,}', '…', 'g') AS school_name, grade::SMALLINT AS grade, class_no, coalesce(o.town, k.town) AS town, coalesce(r.month, o.month) AS month,
  coalesce(on_roll, 0) AS on_roll, coalesce(on_roster, 0) AS on_roster, coalesce(seen, 0) AS seen, coalesce(unsure, 0) AS unsure,
  coalesce(absent, 0) AS absent, coalesce(unlisted, 0) AS unlisted, coalesce(not_covered, 0) AS not_covered
FROM of_roll o FULL JOIN of_roster r USING (school_name, grade, class_no)
  LEFT JOIN (SELECT school_name, min(town) AS town FROM known_school GROUP BY school_name) k USING (school_name)
