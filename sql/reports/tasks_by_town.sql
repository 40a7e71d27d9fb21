-- title: 待办儿童：各乡镇、各清单的人数，其中脱贫（监测）户和已过期限的人数
SELECT
    coalesce(child.town, '乡镇不明') AS town,
    child.list,
    count(*) AS children,
    count(*) FILTER (child.poverty) AS poverty,
    count(*) FILTER (exception.due < (SELECT max(as_of) FROM run)) AS late
FROM child
LEFT JOIN exception ON exception.child_id = child.child_id
WHERE child.list <> 'none'
GROUP BY ALL
ORDER BY town, child.list
