-- title: 分人群：漏链、误链、误认定、误列、待复核
-- grain: 一个人群
-- key: family, subgroup
-- Pairs are registry–roll: what proves schooling. A false link counts in the groups of both its records.
WITH of_pair AS (
  SELECT family, subgroup, count(*) AS true_pairs, count(*) FILTER (found) AS found_pairs
  FROM (
    SELECT DISTINCT left_record, right_record, found, family, subgroup
    FROM (SELECT *, unnest([left_record, right_record]) AS record_id FROM true_pair WHERE problem = 'population-roll')
      JOIN group_of_record USING (record_id))
  GROUP BY ALL
),
of_link AS (
  SELECT family, subgroup, count(*) AS linked_pairs, count(*) FILTER (NOT is_right) AS false_links
  FROM (
    SELECT DISTINCT left_record, right_record, is_right, family, subgroup
    FROM (SELECT *, unnest([left_record, right_record]) AS record_id FROM joined WHERE problem = 'population-roll')
      JOIN group_of_record USING (record_id))
  GROUP BY ALL
),
of_child AS (
  SELECT family, subgroup, count(*) AS children, count(*) FILTER (NOT schooled) AS missing,
    count(*) FILTER (NOT schooled AND verified) AS missing_verified,
    count(*) FILTER (NOT schooled AND verified AND child_id IN (SELECT child_id FROM wrongly_linked))
      AS missing_verified_by_link,
    count(*) FILTER (NOT schooled AND list = 'none') AS missing_unlisted,
    count(*) FILTER (NOT schooled AND list = 'data_desk') AS missing_in_review,
    count(*) FILTER (schooled) AS schooled, count(*) FILTER (schooled AND list = 'visit') AS wrongly_listed,
    count(*) FILTER (schooled AND list = 'data_desk') AS in_review
  FROM judged JOIN group_of_child USING (child_id) GROUP BY ALL
)
SELECT family, subgroup, children, coalesce(true_pairs, 0) AS true_pairs, coalesce(found_pairs, 0) AS found_pairs,
  coalesce(linked_pairs, 0) AS linked_pairs, coalesce(false_links, 0) AS false_links, missing, missing_verified,
  missing_verified_by_link, missing_unlisted, missing_in_review, schooled, wrongly_listed, in_review
FROM of_child LEFT JOIN of_pair USING (family, subgroup) LEFT JOIN of_link USING (family, subgroup)
ORDER BY list_position(['whole', 'person', 'number', 'town', 'trap', 'damage'], family), children DESC, subgroup
