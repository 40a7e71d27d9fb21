-- title: 脱贫（监测）户儿童与其他儿童：人数和各清单人数
SELECT
    poverty,
    count(*) AS children,
    count(*) FILTER (list = 'visit') AS visit,
    count(*) FILTER (list = 'certificate') AS certificate,
    count(*) FILTER (list = 'placement') AS placement,
    count(*) FILTER (list = 'data_desk') AS data_desk
FROM child
GROUP BY ALL
ORDER BY poverty DESC
