-- title: 待办：各乡镇、各清单的人数，其中脱贫（监测）户、已过期限、户籍库外的人数
SELECT
    coalesce(town, '未识别') AS town,
    list,
    count(*) AS children,
    count(*) FILTER (poverty) AS poverty,
    count(*) FILTER (late) AS late,
    count(*) FILTER (child_id NOT IN (SELECT child_id FROM child)) AS outside
FROM exception
GROUP BY ALL
ORDER BY town, list
