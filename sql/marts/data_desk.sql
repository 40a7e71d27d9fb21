-- title: 数据核对清单（限制）
-- grain: 一件要由数据人员更正或判定的事
-- key: task_no
-- publish: restricted
-- columns:
--   task_no: 编号
--   kind: 类型：pair 候选对，identity 存疑认定，child 儿童，record 记录，file 文件
--   source: 登记册
--   file_name: 文件名
--   sheet: 工作表
--   row_no: 行号
--   column_name: 列
--   code: 问题代码
--   problem: 问题
--   mend: 处理办法
--   town: 乡镇
--   left_source: 甲方登记册
--   left_file: 甲方文件
--   left_sheet: 甲方工作表
--   left_row: 甲方行号
--   left_name: 甲方姓名
--   left_citizen_id: 甲方证件号码
--   left_sex: 甲方性别
--   left_dob: 甲方出生日期
--   left_school: 甲方学校
--   right_source: 乙方登记册
--   right_file: 乙方文件
--   right_sheet: 乙方工作表
--   right_row: 乙方行号
--   right_name: 乙方姓名
--   right_citizen_id: 乙方证件号码
--   right_sex: 乙方性别
--   right_dob: 乙方出生日期
--   right_school: 乙方学校
--   probability: 匹配概率
--   differences: 不同之处
--   cell: 单元格，列号和行号如电子表格所示
--   written: 该处现有的内容，程序读入后的写法
--   suggested: 建议值；说不出依据的没有
--   chance: 建议值的把握
--   why: 建议值的依据
SELECT *, NULL AS cell, NULL AS written, NULL AS suggested, NULL::DOUBLE AS chance, NULL AS why FROM desk_side_by_side
UNION ALL BY NAME
SELECT * FROM desk_identity
UNION ALL BY NAME
SELECT d.* EXCLUDE (record_id), p.town, c.cell, c.written, s.suggested, s.chance, s.why
FROM desk_record d
  LEFT JOIN person p USING (record_id)
  LEFT JOIN desk_cell c USING (task_no)
  LEFT JOIN desk_suggestion s USING (task_no)
