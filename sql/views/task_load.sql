-- title: 各乡镇的任务：多少，超期多少，等了多久
-- grain: 一个乡镇的一份清单
-- columns:
--   town: 乡镇
--   list: 清单代码
--   list_label: 清单
--   tasks: 任务
--   late: 其中已过期限
--   unassigned: 其中尚未分派责任人
--   median_nights: 已列入夜数的中位数
--   longest_nights: 已列入夜数的最大值
--   earliest_due: 最早的期限
SELECT
  x.town, x.list, l.label AS list_label, count(*) AS tasks, count(*) FILTER (x.late) AS late,
  count(*) FILTER (x.responsible = '') AS unassigned,
  median(x.nights_listed) AS median_nights, max(x.nights_listed) AS longest_nights, min(x.due) AS earliest_due
FROM exception x LEFT JOIN term l ON l.vocabulary = 'list' AND l.value = x.list
GROUP BY ALL
ORDER BY tasks DESC, x.town, x.list
