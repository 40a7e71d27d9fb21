-- title: 各周立案与了结
-- grain: 一周一个乡镇的一所学校
-- key: week, town, school_name
-- publish: main
-- columns:
--   week: 该周的星期一
--   town: 乡镇；不在乡镇名单上的为“未识别”
--   school_name: 学校；不明的为空串
--   opened: 新立案
--   reopened: 同一学年内再次立案
--   late: 转为超期
--   escalated: 报告乡镇政府
--   closed: 了结
--   proven: 其中因证实就学而了结
SELECT
  date_trunc('week', as_of)::DATE AS week, town, coalesce(school_name, '') AS school_name,
  count(*) FILTER (kind = 'opened') AS opened, count(*) FILTER (kind = 'reopened') AS reopened,
  count(*) FILTER (kind = 'late') AS late, count(*) FILTER (kind = 'escalated') AS escalated,
  count(*) FILTER (kind = 'closed') AS closed,
  count(*) FILTER (kind = 'closed' AND reason IN (SELECT status FROM status WHERE verified)) AS proven
FROM case_happening
WHERE kind <> 'listed_as'
GROUP BY ALL
