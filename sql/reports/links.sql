-- title: 人员比对：接受的链接，按两侧登记册和规则
SELECT
    l.source AS left_source,
    r.source AS right_source,
    link.rule,
    count(*) AS links,
    min(link.probability) AS lowest
FROM link
JOIN record AS l ON l.record_id = link.left_record
JOIN record AS r ON r.record_id = link.right_record
GROUP BY ALL
ORDER BY left_source, right_source, links DESC, link.rule
