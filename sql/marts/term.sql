-- title: 代码表
-- grain: 一个代码
-- key: vocabulary, value
-- publish: main
-- columns:
--   vocabulary: 哪一份代码表，如 child_status 状态、reason 原因、list 清单
--   value: 代码
--   label: 中文
SELECT vocabulary, code AS value, label FROM config.term
