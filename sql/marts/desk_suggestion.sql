-- title: 建议值
-- grain: 数据核对清单上说得出建议和依据的一个问题
-- key: task_no
-- publish: no
-- columns:
--   task_no: 编号
--   suggested: 建议值
--   chance: 把握；说不出比例的为空
--   why: 依据
FROM suggested_by_link
UNION ALL
SELECT d.task_no, t.suggested, t.chance, t.why
FROM desk_record d JOIN desk_cell c USING (task_no) JOIN suggested_town t USING (written)
WHERE d.code = 'unknown_town'
UNION ALL
FROM suggested_check WHERE task_no NOT IN (SELECT task_no FROM suggested_by_link)
