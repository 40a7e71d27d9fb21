-- title: 每个文件的行数去了哪里
-- grain: 一个文件的一张表的一种去向
-- columns:
--   source: 登记册
--   file_name: 文件
--   sheet: 工作表
--   outcome: 去向：loaded 载入，quarantined 隔离，excluded 不计入
--   reason: 原因；载入的为空
--   rows: 行数
SELECT source, file_name, sheet, outcome, reason, count(*) AS rows
FROM record
GROUP BY ALL
ORDER BY source, file_name, sheet, outcome, rows DESC, reason
