-- title: 数据核对清单：各类事项的件数
SELECT kind, problem, count(*) AS items
FROM data_desk
GROUP BY ALL
ORDER BY kind, items DESC, problem
