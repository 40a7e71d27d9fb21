-- title: 真实状态与认定状态不同的儿童
-- grain: 一种不同
-- key: true_status, status
SELECT true_status, status, count(*) AS children
FROM judged WHERE true_status <> status GROUP BY ALL ORDER BY children DESC, true_status, status
