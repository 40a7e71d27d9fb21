-- title: 本夜抽取的证明
-- grain: 本夜新抽中的一件证明
-- key: draw_id
-- publish: no
-- columns:
--   draw_id: 抽查编号
--   school_name: 学校
--   term: 学期（或学年）的第一天
--   seed: 抽取的种子
--   child_id: 儿童编号
--   case_token: 任务编号；凭证明认定的没有
--   certificate: 证明的编号
SELECT draw_id, school_name, term, seed, child_id, NULL::VARCHAR AS case_token, certificate
FROM phone_draw WHERE draw_id NOT IN (SELECT draw_id FROM casebook.draw)
