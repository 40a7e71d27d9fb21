-- title: 不作结论的核查结果
-- grain: 一种不需要证据编号、也不了结任务的核查结果
-- key: result
-- publish: no
-- columns:
--   result: 核查结果
FROM (VALUES ('out_of_school'), ('located_unevidenced'), ('person_unknown'), ('information_wrong')) AS line(result)
