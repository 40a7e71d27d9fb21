-- title: 待办任务，附中文
-- grain: 一项任务
-- columns:
--   case_token: 任务编号
--   child_id: 儿童编号
--   list_label: 清单
--   reason_label: 原因
--   status_label: 状态
--   priority: 优先级，1 最急
--   town: 乡镇
--   village: 村（居）；户籍库外的儿童为空
--   age: 周岁；户籍库外的儿童为空
--   poverty: 是否脱贫户或监测对象家庭
--   responsible: 责任人代码
--   first_listed: 首次列入清单的基准日
--   nights_listed: 已列入清单的夜数
--   due: 期限
--   late: 已过期限
SELECT
  x.case_token, x.child_id, l.label AS list_label, r.label AS reason_label, coalesce(s.label, x.status) AS status_label,
  x.priority, x.town, c.village, c.age, x.poverty, x.responsible, x.first_listed, x.nights_listed, x.due, x.late
FROM exception x
  LEFT JOIN child c ON c.child_id = x.child_id
  LEFT JOIN status s ON s.status = x.status
  LEFT JOIN term l ON l.vocabulary = 'list' AND l.value = x.list
  LEFT JOIN term r ON r.vocabulary = 'reason' AND r.value = x.reason
ORDER BY x.priority, x.due, x.town, x.case_token
