-- title: 最近十二周：立案、超期、报告、了结
SELECT
  week,
  sum(opened)::BIGINT AS opened,
  sum(reopened)::BIGINT AS reopened,
  sum(late)::BIGINT AS late,
  sum(escalated)::BIGINT AS escalated,
  sum(closed)::BIGINT AS closed,
  sum(proven)::BIGINT AS proven
FROM case_week
WHERE week > (SELECT as_of FROM run) - 84
GROUP BY week
ORDER BY week
