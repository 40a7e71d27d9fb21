-- title: 户籍库外的适龄儿童
-- grain: 一个乡镇的一种来由
-- columns:
--   town: 乡镇
--   reason: 原因代码
--   reason_label: 原因
--   children: 人数
--   youngest: 最小周岁
--   oldest: 最大周岁
SELECT o.town, o.reason, r.label AS reason_label, count(*) AS children, min(o.age) AS youngest, max(o.age) AS oldest
FROM outside_denominator o LEFT JOIN term r ON r.vocabulary = 'reason' AND r.value = o.reason
GROUP BY ALL
ORDER BY children DESC, o.town, o.reason
