-- title: 人员比对：待复核和未接受的候选对
SELECT
    l.source AS left_source,
    r.source AS right_source,
    pair.decision,
    count(*) AS pairs
FROM pair
JOIN record AS l ON l.record_id = pair.left_record
JOIN record AS r ON r.record_id = pair.right_record
GROUP BY ALL
ORDER BY left_source, right_source, pair.decision DESC
