-- title: 儿童的包保责任人
-- grain: 一名列入清单或佐证即将到期、有包保责任人的儿童
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   level: 责任人一栏，取最具体的一级
--   codes: 责任人代码
--   names: 责任人姓名
WITH asked_for AS (
  SELECT child_id FROM listed UNION SELECT child_id FROM running_out
),
last_record AS (
  SELECT child_id, arg_max(roll_record, (coalesce(active_since, DATE '0001-01-01'), roll_record)) AS record_id
  FROM asked_for JOIN roll_of_subject USING (child_id) GROUP BY child_id
),
home AS (
  SELECT s.child_id, s.town,
    regexp_replace(s.village, '(村民委员会|村委会|居民委员会|居委会|社区|村)+$', '') AS village,
    c.school_name AS school, r.class_name
  FROM asked_for JOIN subject s USING (child_id)
    LEFT JOIN last_record l ON l.child_id = s.child_id
    LEFT JOIN source.roll r ON r.record_id = l.record_id
    LEFT JOIN school_of_roll c ON c.record_id = l.record_id
),
-- Nearest first: the class, the school, the village, the town, and the county's own for the town.
answers AS (
  SELECT h.child_id, c.level, c.codes, c.names,
    CASE level WHEN 'teacher' THEN 1 + (c.class_name = '')::INT WHEN 'school_lead' THEN 3 WHEN 'village_lead' THEN 4
      WHEN 'town_lead' THEN 5 ELSE 6 END AS distance
  FROM home h JOIN charge c ON CASE
    WHEN c.level IN ('teacher', 'school_lead') THEN c.school = h.school AND c.class_name IN ('', coalesce(h.class_name, ''))
    WHEN c.level = 'village_lead'              THEN c.town = coalesce(h.town, '') AND c.village = h.village
    ELSE c.town = h.town END
)
SELECT child_id, level, codes, names
FROM answers
QUALIFY row_number() OVER (PARTITION BY child_id ORDER BY distance) = 1
