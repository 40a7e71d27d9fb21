-- title: 可查的学校
-- grain: 学校名录中一个无歧义的学校标识码、校名或别名
-- key: kind, value
-- publish: no
-- columns:
--   kind: code（学校标识码）或 name（校名、别名）
--   value: 学校标识码，或规范化的校名
--   school_name: 校名
--   town: 所属乡镇
--   stage: 学段
--   in_county: 是否在县内
WITH entry AS (
  SELECT 'code' AS kind, school_code AS value, record_id, school_name, town, stage, in_county FROM source.schools
  UNION ALL
  SELECT 'name', unnest(list_distinct(list_append(coalesce(alias_keys, []), school_key))),
    record_id, school_name, town, stage, in_county
  FROM source.schools
)
SELECT
  kind, value, arg_min(school_name, record_id) AS school_name, arg_min(town, record_id) AS town,
  arg_min(stage, record_id) AS stage, bool_and(in_county) AS in_county
FROM entry
WHERE value <> ''
GROUP BY kind, value
-- Two schools under one name: nobody can tell which of them is meant, so the name says nothing.
HAVING count(DISTINCT concat_ws('|', coalesce(town, ''), coalesce(stage, ''), in_county)) = 1
