-- title: 责任人与其负责的乡镇
-- grain: 一名责任人与一个乡镇；负责学校的为学校所属乡镇
-- key: code, town
-- publish: no
-- columns:
--   code: 责任人代码
--   town: 乡镇；学校不在学校名录的为“未识别”
--   level: 责任人一栏，取最具体的一级
WITH one AS (
  SELECT unnest(string_split(c.codes, '、')) AS code, c.level,
    coalesce(nullif(c.town, ''), k.town, '未识别') AS town,
    list_position(['teacher', 'school_lead', 'village_lead', 'town_lead', 'county_lead'], c.level) AS place
  FROM charge c LEFT JOIN (SELECT school_name, min(town) AS town FROM known_school GROUP BY school_name) k ON k.school_name = c.school
)
SELECT code, town, arg_min(level, place) AS level FROM one GROUP BY code, town
