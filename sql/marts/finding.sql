-- title: 数据问题
-- grain: 一条记录或一个文件的一个问题
-- key: finding_no
-- publish: main
-- columns:
--   finding_no: 序号
--   source: 登记册
--   record_id: 记录编号；整个文件的问题为空
--   file_name: 文件名
--   column_name: 列；整行的问题为空
--   code: 问题代码
--   severity: 轻重：fatal、quarantine、warn
--   detail: 补充说明，不含个人信息
WITH found AS (
  SELECT source, record_id, file_name, column_name, code, severity, detail FROM source.finding
  UNION ALL
  SELECT l.source, l.record_id, r.file_name, NULL, l.code, coalesce(f.severity, 'warn'), NULL
  FROM linked_finding l LEFT JOIN source.record r USING (record_id) LEFT JOIN config.finding f USING (code)
  UNION ALL
  SELECT register, NULL, NULL, nullif("column", ''), 'promise_broken', severity, sentence
  FROM checked.register WHERE NOT success
)
SELECT row_number() OVER (ORDER BY source, file_name, record_id, column_name, code, severity, detail) AS finding_no, *
FROM found
