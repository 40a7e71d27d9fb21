-- title: 各乡镇三率，分子分母都在
-- grain: 一个乡镇，全县一行的 town 为 *
-- columns:
--   town: 乡镇；全县为 *
--   of_age: 适龄儿童
--   in_school: 在校合计，含县外就读未取证
--   in_school_rate: 在校合计 ÷ 适龄儿童，%
--   outside: 县外就读（取证与未取证）
--   evidenced: 其中已取证
--   evidence_rate: 已取证 ÷ 县外就读，%；没有县外就读的为空
--   proven: 已证实就学（含初中毕业）
--   proven_rate: 已证实就学 ÷ 适龄儿童，%
WITH counted AS (
  SELECT l.town,
    sum(l.children)::BIGINT AS of_age,
    coalesce(sum(l.children) FILTER (s.in_school), 0)::BIGINT AS in_school,
    coalesce(sum(l.children) FILTER (s.status IN ('enrolled_outside', 'outside_unevidenced')), 0)::BIGINT AS outside,
    coalesce(sum(l.children) FILTER (s.status = 'enrolled_outside'), 0)::BIGINT AS evidenced,
    coalesce(sum(l.children) FILTER (s.verified), 0)::BIGINT AS proven
  FROM ledger l JOIN status s ON s.status = l.status
  GROUP BY l.town
)
SELECT
  town, of_age,
  in_school, round(100.0 * in_school / nullif(of_age, 0), 2) AS in_school_rate,
  outside, evidenced, round(100.0 * evidenced / nullif(outside, 0), 2) AS evidence_rate,
  proven, round(100.0 * proven / nullif(of_age, 0), 2) AS proven_rate
FROM counted
ORDER BY town <> '*', town
