-- title: 人员比对：待复核和未接受的候选对，按原因
SELECT
    left_source,
    right_source,
    decision,
    why,
    count(*) AS pairs
FROM pair
GROUP BY ALL
ORDER BY decision DESC, left_source, right_source, pairs DESC, why
