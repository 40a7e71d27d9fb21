-- title: 本夜要认定状态的人
-- grain: 一名适龄段内的户籍人口，或户籍库之外的一名监测名单儿童
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   record_id: 户籍（或监测名单）记录编号
--   source: population 或 poverty
--   town: 乡镇，按登记册所写
--   entry_due: 已到入学年龄
--   newest_cohort: 本学年的新生
--   cancel_kind: 户籍注销类别，未注销为空
--   sex: 性别
--   age: 基准日的周岁
--   village: 村（居），按登记册所写
WITH of_age AS (
  SELECT record_id, 'population' AS source FROM age WHERE in_band
  UNION ALL
  SELECT record_id, source FROM outside_candidate WHERE source = 'poverty'
)
SELECT
  c.child_id, record_id, o.source, coalesce(p.town, w.town) AS town, a.entry_due, a.newest_cohort, p.cancel_kind,
  coalesce(p.sex, w.sex) AS sex, a.age, coalesce(p.village, w.village) AS village
FROM of_age o
  JOIN casebook.child c USING (record_id)
  JOIN age_of_record a USING (record_id)
  LEFT JOIN source.population p USING (record_id)
  LEFT JOIN source.poverty w USING (record_id)
