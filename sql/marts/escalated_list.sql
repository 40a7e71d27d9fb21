-- title: 报告乡镇政府的名单（限制）
-- grain: 一个已报告乡镇政府而未结的案件
-- key: case_token
-- publish: restricted
-- columns:
--   town: 乡镇；不在乡镇名单上的为“未识别”
--   since: 从哪一夜起报告
--   why: out_of_school 走访确认暂不在校，late 超过期限已久
--   case_token: 任务编号
--   list: 清单
--   reason: 原因
--   name: 姓名
--   sex: 性别
--   age: 周岁
--   village: 村（居）
--   address: 地址
--   guardian: 监护人，没有的为户主
--   phone: 联系电话
--   poverty: 是否脱贫户或监测对象家庭
--   opened: 立案的基准日
--   due: 期限
--   days: 立案以来的天数
--   responsible: 责任人姓名，尚未分派的为空
SELECT
  x.town, coalesce(l.escalated_since, getvariable('as_of')) AS since,
  CASE WHEN x.status = 'out_of_school' THEN 'out_of_school' ELSE 'late' END AS why,
  k.case_token, x.list, x.reason, p.name, p.sex, a.age, p.village, p.address, p.guardian, t.phone, x.poverty,
  l.opened, x.due, l.days, z.names AS responsible
FROM case_tonight k
  JOIN exception x USING (case_token)
  JOIN case_life l USING (case_token)
  JOIN subject s ON s.child_id = x.child_id
  JOIN person p USING (record_id)
  JOIN age_of_record a USING (record_id)
  LEFT JOIN telephone_of_child t ON t.child_id = x.child_id
  LEFT JOIN responsible_of_child z ON z.child_id = x.child_id
WHERE k.escalated AND x.list <> 'data_desk'
