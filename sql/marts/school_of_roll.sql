-- title: 学籍记录的学校
-- grain: 一条学籍记录
-- key: record_id
-- publish: no
-- columns:
--   record_id: 学籍记录编号
--   known: 学校在学校名录中
--   school_name: 校名，名录中没有时按学籍所写
--   town: 学校所属乡镇
--   stage: 学段
--   in_county: 学校在县内
SELECT
  r.record_id,
  coalesce(c.value, n.value) IS NOT NULL AS known,
  CASE WHEN c.value IS NOT NULL THEN c.school_name WHEN n.value IS NOT NULL THEN n.school_name
    ELSE r.school_name END AS school_name,
  CASE WHEN c.value IS NOT NULL THEN c.town ELSE n.town END AS town,
  CASE WHEN c.value IS NOT NULL THEN c.stage ELSE n.stage END AS stage,
  CASE WHEN c.value IS NOT NULL THEN c.in_county ELSE n.in_county END AS in_county
FROM source.roll r
  LEFT JOIN known_school c ON c.kind = 'code' AND c.value = r.school_code
  LEFT JOIN known_school n ON n.kind = 'name' AND n.value = r.school_key
