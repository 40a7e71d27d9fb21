-- title: 走访安排（限制）
-- grain: 核查清单上的一项任务
-- key: case_token
-- publish: restricted
-- columns:
--   responsible: 走访人：同户各任务中最急的一项的责任人；尚未分派的为空
--   codes: 走访人代码，几人共同负责的用“、”隔开；尚未分派的为空串
--   town: 乡镇；不在乡镇名单上的为“未识别”
--   day: 第几天，每天走访的户数见设置 households_a_day
--   stop: 当天第几户；同一户的孩子一次走访
--   case_token: 任务编号
--   category: 类别：visit、certificate、placement
--   priority: 优先级，1 最急
--   due: 期限
--   late: 已过期限
--   reason: 原因
--   name: 姓名
--   village: 村（居）
--   address: 地址
--   guardian: 监护人，没有的为户主
--   phone: 联系电话
--   material: 需取材料
--   in_household: 同户的任务数
--   answers: 本项任务自己的责任人；与走访人不同的，由走访人一并走访
WITH task AS (
  SELECT v.*, h.household, x.responsible AS codes, x.late,
    row_number() OVER (PARTITION BY household ORDER BY x.responsible = '', v.priority, v.due, v.case_token) AS urgency
  FROM visit_list v JOIN household h USING (case_token) JOIN exception x USING (case_token)
),
door AS (
  SELECT household, town, village, address, codes, responsible, count(*) OVER same AS tasks,
    min(priority) OVER same AS priority, min(due) OVER same AS due, urgency
  FROM task WINDOW same AS (PARTITION BY household)
),
-- The village with the most pressing child first, and there from house to house.
ordered AS (
  SELECT *, min((priority, due)) OVER (PARTITION BY codes, town, village) AS pressing FROM door WHERE urgency = 1
),
walked AS (
  SELECT *, row_number() OVER (
    PARTITION BY codes, CASE WHEN codes = '' THEN town END ORDER BY pressing, town, village, address, household) - 1 AS place
  FROM ordered
)
SELECT
  w.responsible, w.codes, t.town,
  (w.place // getvariable('households_a_day')::INT + 1)::INTEGER AS day,
  (w.place % getvariable('households_a_day')::INT + 1)::INTEGER AS stop,
  t.case_token, t.category, t.priority, t.due, t.late, t.reason, t.name, t.village, t.address, t.guardian, t.phone,
  t.material, w.tasks AS in_household, t.responsible AS answers
FROM walked w JOIN task t USING (household)
