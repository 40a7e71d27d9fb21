-- title: 入户核查任务最多的村（居）
SELECT
    coalesce(town, '未识别') AS town,
    coalesce(village, '村（居）不明') AS village,
    count(*) AS children,
    count(*) FILTER (list = 'visit') AS gaps
FROM child
GROUP BY ALL
HAVING gaps > 0
ORDER BY gaps DESC, town, village
LIMIT 10
