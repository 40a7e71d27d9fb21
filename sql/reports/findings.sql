-- title: 数据问题：按种类
SELECT
    source,
    code,
    count(*) AS findings,
    count(DISTINCT record_id) AS records
FROM finding
GROUP BY ALL
ORDER BY findings DESC, source, code
