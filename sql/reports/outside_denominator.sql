-- title: 户籍库外：监测名单或学籍中有、户籍库中没有的适龄儿童
SELECT
    coalesce(town, '未识别') AS town,
    reason,
    count(*) AS children
FROM outside_denominator
GROUP BY ALL
ORDER BY reason, town
