-- title: 存疑认定的儿童
-- grain: 一名姓名和证件号码都变了、凭户号或监护人认定，还没有人确认的儿童
-- key: task_no
-- publish: no
-- columns:
--   task_no: 编号
--   kind: identity
--   source: 登记册
--   file_name: 文件名
--   sheet: 工作表
--   row_no: 行号
--   column_name: 空
--   code: identity_doubted
--   problem: 问题
--   mend: 处理办法
--   town: 乡镇
--   left_source: 登记册
--   left_file: 文件
--   left_sheet: 工作表
--   left_row: 行号
--   left_name: 现在的姓名
--   left_citizen_id: 现在的证件号码
--   left_sex: 性别
--   left_dob: 出生日期
--   left_school: 学校
SELECT
  d.doubt_token AS task_no, 'identity' AS kind, r.source, r.file_name, r.sheet, r.row_no, NULL::VARCHAR AS column_name,
  'identity_doubted' AS code,
  concat('是否还是以前的那名儿童', '：', concat_ws('，', format('{0}与以前登记的不同', nullif(d.unlike, '')),
    format('凭{0}认定', nullif(d.alike, '')), '以前的证明暂不采用'), CASE d.decision WHEN 'unsure' THEN '（此前判定：不确定）' END) AS problem,
  format('对照 {0} 以前的名单（儿童编号 {1}）和户口簿，在“判定”栏填写：同一人、不是同一人或不确定', d.since, d.child_id) AS mend,
  p.town, r.source AS left_source, r.file_name AS left_file, r.sheet AS left_sheet, r.row_no AS left_row,
  p.name AS left_name, p.citizen_id AS left_citizen_id, p.sex AS left_sex, p.dob AS left_dob, p.school AS left_school
FROM casebook.doubt d
  JOIN casebook.child c USING (child_id)
  LEFT JOIN source.record r USING (record_id)
  LEFT JOIN person p USING (record_id)
