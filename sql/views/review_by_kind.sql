-- title: 待人工复核的候选对
-- grain: 两个登记册之间、一段概率
-- columns:
--   registers: 两个登记册
--   from_probability: 概率不低于
--   pairs: 候选对
--   children: 涉及的左方记录（多为户籍）
--   likely_true: 按概率预期其中真是同一人的对数
SELECT
  left_source || '-' || right_source AS registers, least(floor(probability * 10) / 10, 0.9) AS from_probability,
  count(*) AS pairs, count(DISTINCT left_record) AS children, round(sum(probability), 1) AS likely_true
FROM pair
WHERE decision = 'review'
GROUP BY ALL
ORDER BY registers, from_probability DESC
