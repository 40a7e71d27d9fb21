-- title: 各项数据统一：上报了几项，几项一致
SELECT
    count(*) AS told,
    count(*) FILTER (difference = 0) AS agreeing
FROM control_total
