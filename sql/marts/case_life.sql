-- title: 案件
-- grain: 一个案件，已了结的在内
-- key: case_token
-- publish: main
-- columns:
--   case_token: 任务编号
--   child_id: 儿童编号
--   list: 最后列入的清单
--   reason: 最后列入的原因
--   town: 乡镇；不在乡镇名单上的为“未识别”
--   school_name: 学校；不明的为空
--   opened: 立案的基准日
--   reopened: 同一学年内此前已有案件
--   late_since: 超期的基准日；未超期的为空
--   escalated_since: 报告乡镇政府的基准日；未报告的为空
--   closed: 了结的基准日；未结的为空
--   closed_as: 了结时儿童的状态，left 不在台账；未结的为空
--   nights: 从立案起列入的夜数，按不同的基准日计
--   days: 从立案到了结（未结的到本夜）的天数
WITH folded AS (
  SELECT case_token, max_by(child_id, as_of) AS child_id,
    arg_max(list, as_of) FILTER (kind IN ('opened', 'reopened', 'listed_as')) AS list,
    arg_max(reason, as_of) FILTER (kind IN ('opened', 'reopened', 'listed_as')) AS reason,
    arg_max(town, as_of) AS town, arg_max(school_name, as_of) AS school_name,
    min(as_of) AS opened, bool_or(kind = 'reopened') AS reopened,
    min(as_of) FILTER (kind = 'late') AS late_since, min(as_of) FILTER (kind = 'escalated') AS escalated_since,
    max(as_of) FILTER (kind = 'closed') AS closed, arg_max(reason, as_of) FILTER (kind = 'closed') AS closed_as
  FROM case_happening GROUP BY case_token
),
night AS (
  SELECT as_of FROM casebook.night WHERE as_of < getvariable('as_of') UNION SELECT getvariable('as_of')
),
counted AS (
  SELECT f.case_token, count(n.as_of) AS nights
  FROM folded f LEFT JOIN night n ON n.as_of >= f.opened AND n.as_of < coalesce(f.closed, DATE '9999-12-31')
  GROUP BY f.case_token
)
SELECT f.case_token, f.child_id, f.list, f.reason, f.town, f.school_name, f.opened, f.reopened, f.late_since, f.escalated_since,
  CASE WHEN t.case_token IS NULL THEN f.closed END AS closed, CASE WHEN t.case_token IS NULL THEN f.closed_as END AS closed_as,
  c.nights, (coalesce(CASE WHEN t.case_token IS NULL THEN f.closed END, getvariable('as_of')) - f.opened)::INTEGER AS days
FROM folded f JOIN counted c USING (case_token) LEFT JOIN case_tonight t USING (case_token)
