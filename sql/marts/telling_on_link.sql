-- title: 已认定为同一人的另一记录所载
-- grain: 户籍、学籍或监测名单中要更正的、或其乡镇写法要更正的一条记录，与另一条认定为同一人的记录
-- key: record_id, other
-- publish: no
-- columns:
--   record_id: 记录编号
--   town: 该记录所写的乡镇
--   other: 另一记录的编号
--   other_source: 另一记录的登记册
--   other_id18: 另一记录的有效号码
--   other_name: 另一记录的姓名，可以辨认的
--   other_dob: 另一记录的出生日期，精确到日的
--   other_sex: 另一记录的性别
--   other_town: 另一记录的乡镇，在乡镇名单上的
--   probability: 两条记录为同一人的概率
WITH said AS (
  SELECT record_id, 'population' AS source, id18, name_display, name_unreadable, dob, dob_precision, sex, town FROM source.population
  UNION ALL
  SELECT record_id, 'roll', id18, name_display, name_unreadable, dob, dob_precision, sex, town FROM source.roll
  UNION ALL
  SELECT record_id, 'poverty', id18, name_display, name_unreadable, dob, dob_precision, sex, town FROM source.poverty
),
strange AS (
  SELECT DISTINCT written FROM desk_cell JOIN desk_record USING (task_no) WHERE code = 'unknown_town'
),
asked AS (
  SELECT record_id FROM desk_record WHERE record_id IS NOT NULL
  UNION
  SELECT record_id FROM said WHERE town IN (SELECT written FROM strange)
),
one_person AS (
  SELECT left_record AS record_id, right_record AS other, probability FROM linked.link
  UNION ALL
  SELECT right_record, left_record, probability FROM linked.link
)
SELECT
  l.record_id, s.town, l.other, o.source AS other_source, o.id18 AS other_id18,
  CASE WHEN NOT coalesce(o.name_unreadable, false) THEN o.name_display END AS other_name,
  CASE WHEN o.dob_precision = 'day' THEN o.dob END AS other_dob, o.sex AS other_sex, t.town AS other_town, l.probability
FROM asked
  JOIN one_person l USING (record_id)
  JOIN said s USING (record_id)
  JOIN said o ON o.record_id = l.other
  LEFT JOIN town t ON t.town = o.town
