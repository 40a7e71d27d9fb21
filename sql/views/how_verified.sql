-- title: 已证实就学的，凭什么证实
-- grain: 一种状态的一种凭据
-- columns:
--   status: 状态代码
--   status_label: 状态
--   proof: 凭据：roll 学籍、evidence 佐证或审批、other 其他
--   rule: 学籍链接所依据的规则；不凭学籍的为空
--   children: 人数
--   least_probability: 其中最低的链接概率
--   expected_false: 其中预期误链的人数
SELECT
  c.status, s.label AS status_label,
  CASE WHEN c.roll_record IS NOT NULL THEN 'roll' WHEN c.evidence_record IS NOT NULL THEN 'evidence' ELSE 'other' END AS proof,
  k.rule, count(*) AS children, min(k.probability) AS least_probability,
  sum(1 - k.probability) AS expected_false
FROM child c
  JOIN status s ON s.status = c.status
  LEFT JOIN link k ON k.left_record = c.record_id AND k.right_record = c.roll_record
WHERE s.verified
GROUP BY ALL
ORDER BY children DESC, c.status, proof, k.rule
