-- title: 列入原因：各清单、各原因的人数
SELECT
    list,
    status,
    reason,
    count(*) AS children,
    count(*) FILTER (poverty) AS poverty
FROM exception
GROUP BY ALL
ORDER BY list, children DESC, status, reason
