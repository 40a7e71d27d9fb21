-- title: 本夜的案件
-- grain: 一项任务，即一个未结的案件
-- key: case_token
-- publish: no
-- columns:
--   case_token: 任务编号
--   child_id: 儿童编号
--   list: 清单
--   reason: 原因
--   town: 乡镇
--   school_name: 认定所依据的学校
--   responsible: 责任人代码
--   due: 期限
--   late: 已过期限
--   escalated: 应报告乡镇政府：暂不在校，或超过期限达若干个办理期（设置 escalate_after）
--   spell: 本学年此前的案件数
SELECT
  x.case_token, x.child_id, x.list, x.reason, x.town, c.school_name, x.responsible, x.due, x.late,
  x.status = 'out_of_school'
    OR x.late AND getvariable('as_of') >= x.due + getvariable('escalate_after')::INT * CASE
      WHEN x.list IN ('certificate', 'placement') THEN getvariable('certificate_due_days')::INT
      ELSE getvariable('visit_due_days')::INT END AS escalated,
  k.spell
FROM exception x
  JOIN casebook.task k USING (case_token)
  LEFT JOIN child c ON c.child_id = x.child_id
