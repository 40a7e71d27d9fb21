-- title: 列入清单的人
-- grain: 一名要有人办理的儿童，户籍库内外都在内
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   list: 清单
SELECT child_id, list FROM child_status WHERE list <> 'none'
UNION ALL
SELECT child_id, list FROM outside_denominator WHERE list <> 'none'
