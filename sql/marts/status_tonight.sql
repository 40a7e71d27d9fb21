-- title: 本夜认定的状态
-- grain: 一名要认定状态的儿童，户籍库内外都在内
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   status: 状态
--   reason: 原因
--   list: 清单
--   town: 乡镇
--   school_name: 认定所依据的学校
SELECT child_id, status, reason, list, town, school_name FROM child
UNION ALL
SELECT child_id, status, reason, list, town, NULL FROM outside_denominator WHERE child_id IS NOT NULL
