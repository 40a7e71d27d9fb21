-- title: 可打的电话（限制）
-- grain: 一名儿童，户籍记录没有电话时取自学籍，再取自监测名单
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   phone: 联系电话
SELECT child_id, arg_max(phone, (list_position(['poverty', 'roll', 'population'], source), record_id)) AS phone
FROM person WHERE phone IS NOT NULL AND child_id IS NOT NULL AND source IN ('population', 'roll', 'poverty') GROUP BY child_id
