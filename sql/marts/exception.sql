-- title: 异常任务
-- grain: 一名列入清单的儿童，即一项任务
-- key: case_token
-- publish: main
-- columns:
--   case_token: 任务编号
--   child_id: 儿童编号
--   list: 清单：visit、certificate、placement、data_desk
--   reason: 原因
--   priority: 优先级，1 最急
--   responsible: 责任人代码，几人共同负责的用“、”隔开；尚未分派的为空串
--   due: 期限
--   status: 状态
--   town: 乡镇
--   poverty: 是否脱贫户或监测对象家庭
--   late: 已过期限
--   first_listed: 首次列入清单的基准日
--   nights_listed: 已列入清单的夜数
WITH task AS (
  SELECT child_id, list, reason, status, town, poverty FROM child WHERE list <> 'none'
  UNION ALL
  SELECT child_id, list, reason, status, town, true FROM outside_denominator WHERE list <> 'none'
),
dated AS (
  SELECT t.*, k.case_token, k.first_listed, k.nights_listed,
    CASE
      WHEN reason = 'transition'                  THEN greatest(c.turn_until, k.first_listed)
      WHEN t.list IN ('certificate', 'placement') THEN k.first_listed + getvariable('certificate_due_days')::INT
      ELSE k.first_listed + getvariable('visit_due_days')::INT
    END AS due
  FROM task t LEFT JOIN casebook.task k USING (child_id) CROSS JOIN calendar c
)
SELECT
  case_token, child_id, list, reason,
  CASE
    WHEN reason = 'transition' AND poverty   THEN 4
    WHEN reason = 'transition'               THEN 5
    WHEN poverty                             THEN 1
    WHEN status = 'out_of_school'            THEN 2
    WHEN due < getvariable('as_of')          THEN 3
    ELSE 4
  END AS priority,
  coalesce(r.codes, '') AS responsible,
  due, status, town, poverty, due < getvariable('as_of') AS late, first_listed, nights_listed::INTEGER AS nights_listed
FROM dated LEFT JOIN responsible_of_child r USING (child_id)
