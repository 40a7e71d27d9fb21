-- title: 预期的误判人数
-- grain: 一种误判
-- key: kind
-- publish: main
-- columns:
--   kind: wrongly_verified 凭误链不列入清单；wrongly_listed 本有就学记录而列入入户核查
--   children: 分母：凭链接不列入任何清单的人数，或列入入户核查的人数
--   expected: 按链接和候选对的概率预期的误判人数
--   at_most: 95% 上限，计入权重的估计误差和偶然；wrongly_listed 不估计
-- Assumes that probabilities are calibrated and children independent; what people decided is taken to be right.
WITH link_doubt AS (
  SELECT left_record AS record_id, right_record AS proof, doubt, doubt_at_most FROM linked.link
  WHERE right_source <> 'poverty'
  UNION ALL
  SELECT right_record, left_record, doubt, doubt_at_most FROM linked.link WHERE left_source = 'roll'
),
-- A status that stands on the other row's evidence is as doubtful as that link.
proof_doubt AS (
  SELECT proof, max(doubt) AS doubt, max(doubt_at_most) AS doubt_at_most FROM link_doubt GROUP BY proof
),
proven AS (
  SELECT child_id, record_id, unnest([roll_record, evidence_record]) AS proof
  FROM child_status WHERE list = 'none'
),
proven_child AS (
  SELECT child_id, max(coalesce(l.doubt, p.doubt)) AS doubt, max(coalesce(l.doubt_at_most, p.doubt_at_most)) AS worst
  FROM proven JOIN proof_doubt p USING (proof) LEFT JOIN link_doubt l USING (record_id, proof)
  GROUP BY child_id
),
-- Probabilities have six decimals: what is rounded to nothing counts as the most it may be.
candidate AS (
  SELECT left_record AS record_id, right_record AS proof, greatest(probability, 5e-7) AS probability FROM linked.pair
  UNION ALL
  SELECT right_record, left_record, greatest(probability, 5e-7) FROM linked.pair WHERE left_source = 'roll'
),
visited AS (
  SELECT child_id, 1 - product(1 - coalesce(probability, 0)) AS doubt
  FROM listed l JOIN subject USING (child_id)
    LEFT JOIN (SELECT c.* FROM candidate c JOIN telling_record t ON t.record_id = c.proof) USING (record_id)
  WHERE l.list = 'visit' GROUP BY child_id
),
verified AS (
  SELECT count(*) AS children, coalesce(sum(doubt), 0) AS expected, coalesce(sum(worst), 0) AS worst FROM proven_child
),
-- The least number that a Poisson count of that mean stays within, 19 times in 20.
chance AS (
  SELECT k, sum(exp(k * ln(worst) - worst - lgamma(k + 1))) OVER (ORDER BY k) AS within
  FROM verified, range(0, (worst + 10 * sqrt(worst) + 20)::BIGINT) AS counts(k) WHERE worst > 0
)
-- Nine decimals: the last digits of a sum hang on the order of adding.
SELECT 'wrongly_verified' AS kind, children, round(expected, 9) AS expected,
  coalesce((SELECT min(k) FROM chance WHERE within >= 0.95), 0) AS at_most
FROM verified
UNION ALL
SELECT 'wrongly_listed', count(*), coalesce(round(sum(doubt), 9), 0), NULL FROM visited
