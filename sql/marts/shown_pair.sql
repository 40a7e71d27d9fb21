-- title: 数据核对清单上的候选对
-- grain: 一个待复核的候选对
-- key: task_no
-- publish: no
-- columns:
--   task_no: 编号，与数据核对清单上的一致
--   left_record: 甲方记录编号
--   right_record: 乙方记录编号
SELECT 'P' || upper(md5(concat_ws('|', left_record, right_record, 'same_person'))[:12]) AS task_no, left_record, right_record
FROM desk_pair
