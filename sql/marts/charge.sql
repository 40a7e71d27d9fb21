-- title: 包保分工
-- grain: 一级分工的一个地方（乡镇、村、学校或班级）
-- key: level, town, village, school, class_name
-- publish: no
-- columns:
--   level: 责任人一栏：teacher、school_lead、village_lead、town_lead、county_lead
--   town: 乡镇；按学校分工的为空串
--   village: 村（居），去掉“村委会”等字；不按村分工的为空串
--   school: 校名；不按学校分工的为空串
--   class_name: 班级；不按班级分工的为空串
--   codes: 责任人代码，几人共同负责的用“、”隔开
--   names: 责任人姓名
-- 东庄村, 东庄村委会 and 东庄村民委员会 are one village.
WITH place AS (
  SELECT c.level, c.name, c.code,
    coalesce(a.town, '') AS town,
    coalesce(regexp_replace(a.village, '(村民委员会|村委会|居民委员会|居委会|社区|村)+$', ''), '') AS village,
    coalesce(k.school_name, n.school_name, a.school_name, '') AS school,
    coalesce(a.class_name, '') AS class_name
  FROM casebook.charge c JOIN source.assignment a USING (record_id)
    LEFT JOIN known_school k ON k.kind = 'code' AND k.value = a.school_code
    LEFT JOIN known_school n ON n.kind = 'name' AND n.value = a.school_key
),
-- On a row that names a town, a village and a class, each person answers for the place of his own level.
own AS (
  SELECT level, name, code,
    CASE WHEN level IN ('village_lead', 'town_lead', 'county_lead') THEN town ELSE '' END AS town,
    CASE WHEN level = 'village_lead' THEN village ELSE '' END AS village,
    CASE WHEN level IN ('teacher', 'school_lead') THEN school ELSE '' END AS school,
    CASE WHEN level = 'teacher' THEN class_name ELSE '' END AS class_name
  FROM place
)
SELECT level, town, village, school, class_name,
  string_agg(DISTINCT code, '、' ORDER BY code) AS codes, string_agg(DISTINCT name, '、' ORDER BY name) AS names
FROM own
WHERE CASE level WHEN 'teacher' THEN school <> '' WHEN 'school_lead' THEN school <> '' WHEN 'village_lead' THEN village <> ''
  ELSE town <> '' END
GROUP BY level, town, village, school, class_name
