-- title: 记录所属的人群
-- grain: 一条记录在一个人群中
-- key: record_id, family, subgroup
WITH of_person AS (
  SELECT person, CASE WHEN kind IN ('minority', 'mothers_surname', 'twin') THEN 'person' ELSE 'trap' END AS family,
    kind AS subgroup
  FROM (SELECT person, unnest(string_split(kinds, ';')) AS kind FROM truth.persons) WHERE kind <> ''
  UNION
  SELECT person, 'person', 'poor' FROM truth.persons WHERE poverty = '1'
  UNION
  SELECT person, 'town', town FROM truth.persons WHERE town <> ''
),
damaged AS (
  SELECT record_id, source, unnest(string_split(damage, ';')) AS damage FROM owner WHERE damage <> ''
)
SELECT record_id, 'whole' AS family, 'whole' AS subgroup FROM owner
UNION
SELECT record_id, family, subgroup FROM owner JOIN of_person USING (person)
UNION
SELECT record_id, 'number', n.subgroup
FROM damaged d JOIN number_damage n ON d.damage = 'citizen_id:' || n.kind WHERE d.source = 'roll'
UNION
SELECT record_id, 'damage', source || '.' || damage FROM damaged
