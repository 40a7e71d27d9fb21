-- title: 并排核对
-- grain: 一个待复核的候选对，或一名要由数据人员核对的儿童
-- key: task_no
-- publish: no
-- columns:
--   task_no: 编号
--   kind: 类型：pair 候选对，child 儿童，record 记录，file 文件
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
WITH beside AS (
  SELECT 'pair' AS kind, left_record, right_record, 'same_person' AS code,
    concat('是否为同一人', '：' || t.label, v.told) AS problem,
    '并排核对两条记录，在“判定”栏填写：同一人、不是同一人或不确定' AS mend, probability, levels
  FROM desk_pair p LEFT JOIN desk_verdict v USING (left_record, right_record)
    LEFT JOIN config.term t ON t.vocabulary = 'refusal' AND t.code = p.why
  UNION ALL
  SELECT 'child', d.left_record, d.right_record, d.code, t.label, d.mend, NULL, NULL
  FROM desk_child d LEFT JOIN config.term t ON t.vocabulary = 'reason' AND t.code = d.code
)
SELECT
  upper(b.kind[1]) || upper(md5(concat_ws('|', b.left_record, b.right_record, b.code))[:12]) AS task_no,
  b.kind, CASE WHEN b.kind = 'child' THEN l.source END AS source,
  CASE WHEN b.kind = 'child' THEN lf.file_name END AS file_name,
  CASE WHEN b.kind = 'child' THEN lf.sheet END AS sheet,
  CASE WHEN b.kind = 'child' THEN lf.row_no END AS row_no,
  NULL::VARCHAR AS column_name, b.code, b.problem, b.mend,
  coalesce(l.town, r.town) AS town,
  l.source AS left_source, lf.file_name AS left_file, lf.sheet AS left_sheet, lf.row_no AS left_row, l.name AS left_name,
  l.citizen_id AS left_citizen_id, l.sex AS left_sex, l.dob AS left_dob, l.school AS left_school,
  r.source AS right_source, rf.file_name AS right_file, rf.sheet AS right_sheet, rf.row_no AS right_row, r.name AS right_name,
  r.citizen_id AS right_citizen_id, r.sex AS right_sex, r.dob AS right_dob, r.school AS right_school,
  b.probability,
  nullif(concat_ws('、',
    CASE WHEN l.name <> r.name THEN '姓名' END,
    CASE WHEN l.citizen_id <> r.citizen_id THEN '证件号码' END,
    CASE WHEN l.sex <> r.sex THEN '性别' END,
    CASE WHEN l.dob <> r.dob THEN '出生日期' END), '') AS differences
FROM beside b
  LEFT JOIN person l ON l.record_id = b.left_record
  LEFT JOIN person r ON r.record_id = b.right_record
  LEFT JOIN source.record lf ON lf.record_id = b.left_record
  LEFT JOIN source.record rf ON rf.record_id = b.right_record
