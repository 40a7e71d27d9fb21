-- title: 为什么列入清单
-- grain: 一份清单的一种原因
-- columns:
--   list: 清单代码
--   list_label: 清单
--   status: 状态代码
--   status_label: 状态
--   reason: 原因代码
--   reason_label: 原因
--   children: 人数
--   poor: 其中脱贫（监测）户儿童
--   longest: 其中最长的已列夜数
SELECT
  c.list, l.label AS list_label, c.status, s.label AS status_label, c.reason, r.label AS reason_label,
  count(*) AS children, count(*) FILTER (c.poverty) AS poor, max(c.nights_listed) AS longest
FROM child c
  JOIN status s ON s.status = c.status
  LEFT JOIN term l ON l.vocabulary = 'list' AND l.value = c.list
  LEFT JOIN term r ON r.vocabulary = 'reason' AND r.value = c.reason
WHERE c.list <> 'none'
GROUP BY ALL
ORDER BY children DESC, c.list, c.reason, c.status
