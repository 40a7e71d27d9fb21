-- title: 各文件的数据问题
-- grain: 一个文件的一列的一种问题
-- columns:
--   source: 登记册
--   file_name: 文件
--   column_name: 列；关于整行或整个文件的为空
--   code: 问题代码
--   severity: 轻重：quarantine 该行已隔离，warn 提示
--   found: 处数
--   of_rows: 该文件读入的行数
SELECT f.source, f.file_name, f.column_name, f.code, f.severity, count(*) AS found, any_value(n.rows_read) AS of_rows
FROM finding f
  LEFT JOIN (SELECT source, file_name, count(*) AS rows_read FROM record GROUP BY ALL) n
    ON n.source = f.source AND n.file_name = f.file_name
GROUP BY f.source, f.file_name, f.column_name, f.code, f.severity
ORDER BY found DESC, f.source, f.file_name, f.column_name, f.code
