-- title: 各对登记册：记录对
-- grain: 要比对的两个登记册
-- key: problem
WITH true_pairs AS (
  SELECT problem, count(*) AS true_pairs, count(*) FILTER (found) AS found FROM true_pair GROUP BY problem
),
linked AS (
  SELECT problem, count(*) AS linked, count(*) FILTER (is_right) AS linked_right FROM joined GROUP BY problem
),
reviewed AS (
  SELECT problem, count(*) FILTER (is_right) AS review_right, count(*) FILTER (NOT is_right) AS review_wrong
  FROM compared WHERE decision = 'review' GROUP BY problem
),
-- What the decision itself linked, without what follows from it through a registry row.
direct AS (
  SELECT problem, count(*) AS direct, count(*) FILTER (NOT is_right) AS direct_false
  FROM compared WHERE decision = 'link' GROUP BY problem
),
counted AS (
  SELECT problem, coalesce(true_pairs, 0) AS true_pairs, coalesce(found, 0) AS found, coalesce(linked, 0) AS linked,
    coalesce(linked_right, 0) AS linked_right, coalesce(review_right, 0) AS review_right,
    coalesce(review_wrong, 0) AS review_wrong,
    coalesce(direct, 0) AS direct, coalesce(direct_false, 0) AS direct_false
  FROM true_pairs FULL JOIN linked USING (problem) FULL JOIN reviewed USING (problem)
    FULL JOIN direct USING (problem)
)
-- Nothing linked is nothing linked wrongly, and where nothing is to be found nothing is missed.
SELECT *, coalesce(linked_right / nullif(linked, 0), 1.0) AS precision,
  coalesce(found / nullif(true_pairs, 0), 1.0) AS recall,
  coalesce(2 * precision * recall / nullif(precision + recall, 0), 0.0) AS f1
FROM counted
ORDER BY list_position(['population-roll', 'population-poverty', 'roll-poverty', 'population-evidence'], problem) NULLS LAST, problem
