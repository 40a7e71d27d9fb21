-- title: 缺口落在哪些孩子身上：年龄、性别、脱贫（监测）户
-- grain: 一个年龄、一种性别、是否脱贫（监测）户
-- columns:
--   age: 周岁
--   sex: 性别：男、女、不明
--   poverty: 是否脱贫户或监测对象家庭
--   of_age: 适龄儿童
--   visit: 需入户核查
--   certificate: 需补取就读证明
--   placement: 待安置
--   data_desk: 待数据核对
--   visit_per_thousand: 每千名适龄儿童中需入户核查的人数
SELECT
  age, CASE sex WHEN '1' THEN '男' WHEN '2' THEN '女' ELSE '不明' END AS sex, poverty,
  count(*) AS of_age,
  count(*) FILTER (list = 'visit') AS visit,
  count(*) FILTER (list = 'certificate') AS certificate,
  count(*) FILTER (list = 'placement') AS placement,
  count(*) FILTER (list = 'data_desk') AS data_desk,
  round(1000.0 * count(*) FILTER (list = 'visit') / count(*), 1) AS visit_per_thousand
FROM child
GROUP BY ALL
ORDER BY age, sex, poverty
