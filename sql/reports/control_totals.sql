-- title: 各项数据统一：与本夜的数不一致或不能比较的上报数
SELECT
    CASE town WHEN '*' THEN '全县' ELSE town END AS town,
    item_label AS item,
    coalesce(declared_by, '') AS declared_by,
    declared,
    ours,
    difference
FROM control_total
WHERE difference IS DISTINCT FROM 0
ORDER BY control_total.town, item, declared_by, declared, record_id
