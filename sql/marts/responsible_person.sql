-- title: 责任人（限制）
-- grain: 一名责任人
-- key: code
-- publish: restricted
-- columns:
--   code: 责任人代码
--   name: 姓名
SELECT code, min(name) AS name FROM casebook.charge GROUP BY code
