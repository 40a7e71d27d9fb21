-- title: 数据核对清单：各类事项的件数
-- Who decided before, and when, is for the data desk.
SELECT kind, split_part(problem, '（此前判定：', 1) AS problem, count(*) AS items
FROM data_desk
GROUP BY ALL
ORDER BY kind, items DESC, problem
