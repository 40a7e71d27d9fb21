-- title: 儿童与户籍—学籍记录对的总数
-- grain: 一夜，一行
-- key: children
WITH pairs AS (
  SELECT sum(true_pairs)::BIGINT AS true_pairs, sum(linked)::BIGINT AS linked, sum(linked_right)::BIGINT AS linked_right
  FROM registers WHERE problem = 'population-roll'
)
SELECT s.children, coalesce(p.true_pairs, 0) AS true_pairs, coalesce(p.linked, 0) AS linked_pairs,
  coalesce(p.linked_right, 0) AS right_pairs, s.missing, s.missing_verified_by_link, s.missing_verified,
  s.missing_unlisted, s.missing_in_review, s.schooled, s.wrongly_listed AS schooled_on_visit_list,
  s.in_review AS schooled_in_review
FROM subgroups s CROSS JOIN pairs p WHERE s.family = 'whole'
