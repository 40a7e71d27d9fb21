-- title: 与别人的学籍或佐证链接的儿童
-- grain: 一名适龄儿童
-- key: child_id
SELECT DISTINCT child_id
FROM judged JOIN joined j ON j.left_record = record_id
WHERE NOT j.is_right AND j.problem NOT IN ('population-poverty', 'roll-poverty')
