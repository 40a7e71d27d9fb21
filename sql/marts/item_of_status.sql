-- title: 状态计入的项目
-- grain: 一种状态与一个项目
-- key: status, item
-- publish: no
-- columns:
--   status: 状态
--   item: 各项数据统一的项目：状态本身、适龄儿童、在校合计
SELECT status, status AS item FROM status
UNION ALL
SELECT status, 'of_age' FROM status
UNION ALL
SELECT status, 'in_school' FROM status WHERE in_school
