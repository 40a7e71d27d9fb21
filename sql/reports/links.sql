-- title: 人员比对：接受的链接，按两侧登记册和规则
SELECT
    left_source,
    right_source,
    rule,
    count(*) AS links,
    min(probability) AS lowest
FROM link
GROUP BY ALL
ORDER BY left_source, right_source, links DESC, rule
