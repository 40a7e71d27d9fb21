-- title: 可打的电话（限制）
-- grain: 一名列入清单、佐证即将到期或抽中电话核实的儿童，户籍记录没有电话时取自学籍，再取自监测名单
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   phone: 联系电话
WITH asked_for AS (
  SELECT child_id FROM listed UNION SELECT child_id FROM running_out UNION SELECT child_id FROM phone_check
)
SELECT child_id, arg_max(phone, (list_position(['poverty', 'roll', 'population'], source), record_id)) AS phone
FROM asked_for JOIN person USING (child_id)
WHERE phone IS NOT NULL AND source IN ('population', 'roll', 'poverty') GROUP BY child_id
