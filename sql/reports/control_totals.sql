-- title: 各项数据统一：上报数与本夜的数
SELECT
    CASE town WHEN '*' THEN '全县' ELSE town END AS town,
    item_label AS item,
    coalesce(declared_by, '') AS declared_by,
    declared,
    ours,
    difference
FROM control_total
ORDER BY control_total.town, item, declared_by, declared, record_id
