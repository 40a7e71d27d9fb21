-- title: 数据约定核对结果
-- grain: 一项约定
-- key: result_no
-- publish: main
-- columns:
--   result_no: 序号
--   gate: 关口：files 文件，as read 读入时，as conformed 整理后，totals 总量，as published 发布前
--   subject: 登记册或待发布的表
--   title: 其中文名称
--   expectation: Great Expectations 中的名称
--   column_name: 列；整个表的约定为空串
--   says: 约定
--   success: 是否符合
--   severity: 不符合时：fatal 不得使用或发布，warn 提示
--   checked: 核对的行数
--   unexpected: 不符的行数；整个表的约定为 0
--   unexpected_percent: 不符的行占核对行数的百分比
--   observed: 总量或比例，约定与之有关的
--   sentence: 所见，只有行数和比例
WITH result AS (
  SELECT 1 AS part, rowid AS place, * FROM checked.register
  UNION ALL
  SELECT 2, rowid, * FROM checked.published
)
SELECT
  row_number() OVER (ORDER BY part, place) AS result_no,
  gate, register AS subject, title, expectation, "column" AS column_name, says, success, severity, checked, unexpected,
  unexpected_percent, observed, sentence
FROM result
