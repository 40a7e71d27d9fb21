-- title: 数据约定的核对：按关口
SELECT
    gate,
    count(*) AS promises,
    count(*) FILTER (success) AS kept,
    count(*) FILTER (NOT success) AS warned
FROM check_result
GROUP BY gate
ORDER BY min(result_no)
