-- title: 就学未落实：各乡镇适龄儿童数和入户核查人数
SELECT
    coalesce(town, '乡镇不明') AS town,
    count(*) AS children,
    count(*) FILTER (list = 'visit') AS gaps
FROM child
WHERE age IS NOT NULL
GROUP BY ALL
ORDER BY town
