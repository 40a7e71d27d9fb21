-- title: 各村（居）的缺口
-- grain: 一个村（居）
-- columns:
--   town: 乡镇
--   village: 村（居）；不明的为空
--   of_age: 适龄儿童
--   visit: 需入户核查
--   certificate: 需补取就读证明
--   placement: 待安置
--   data_desk: 待数据核对
--   poor_visit: 需入户核查的脱贫（监测）户儿童
--   visit_per_thousand: 每千名适龄儿童中需入户核查的人数
SELECT
  town, village,
  count(*) AS of_age,
  count(*) FILTER (list = 'visit') AS visit,
  count(*) FILTER (list = 'certificate') AS certificate,
  count(*) FILTER (list = 'placement') AS placement,
  count(*) FILTER (list = 'data_desk') AS data_desk,
  count(*) FILTER (list = 'visit' AND poverty) AS poor_visit,
  round(1000.0 * count(*) FILTER (list = 'visit') / count(*), 1) AS visit_per_thousand
FROM child
GROUP BY town, village
ORDER BY visit DESC, town, village
