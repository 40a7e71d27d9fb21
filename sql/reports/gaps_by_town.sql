-- title: 各乡镇的适龄儿童数和入户核查人数
SELECT
  town,
  count(*) AS children,
  count(*) FILTER (list = 'visit') AS gaps
FROM child
GROUP BY town
ORDER BY town
