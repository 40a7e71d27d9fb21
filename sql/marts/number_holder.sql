-- title: 号码相同的户籍记录
-- grain: 一条户籍记录，其号码另有户籍记录使用
-- key: record_id
-- publish: no
-- columns:
--   record_id: 户籍记录编号
--   id18: 证件号码
--   name_key: 姓名
--   dob: 出生日期
--   cancel_kind: 户籍注销类别，未注销为空
SELECT record_id, id18, name_key, dob, cancel_kind FROM source.population
WHERE id18 IN (SELECT id18 FROM source.population WHERE id18 IS NOT NULL GROUP BY id18 HAVING count(*) > 1)
