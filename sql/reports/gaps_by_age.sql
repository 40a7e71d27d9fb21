-- title: 就学未落实：各年龄、性别的适龄儿童数和入户核查人数
SELECT
    age,
    sex,
    count(*) AS children,
    count(*) FILTER (list = 'visit') AS gaps
FROM child
GROUP BY ALL
ORDER BY age, sex
