-- title: 人员比对：各匹配权重的记录对
SELECT
    left_source,
    right_source,
    decision,
    -- A pair that lost to another child's record is no match at any threshold.
    why IN ('one_to_one_loser', 'decision') AS settled,
    round(match_weight, 2) AS match_weight,
    count(*) AS pairs
FROM (
    SELECT left_source, right_source, 'link' AS decision, '' AS why, match_weight FROM link
    UNION ALL
    SELECT left_source, right_source, decision, why, match_weight FROM pair
)
GROUP BY ALL
ORDER BY left_source, right_source, decision, settled, match_weight
