-- title: 证明的电话核实
-- grain: 本学期抽中的一件证明
-- key: draw_id
-- publish: main
-- columns:
--   draw_id: 抽查编号
--   child_id: 儿童编号
--   school_name: 学校；证明少的学校合为一组，按儿童的乡镇分
--   town: 儿童的乡镇；本夜不在台账的为空
--   term: 学期（或学年）的第一天
--   seed: 抽取的种子；按“种子|儿童编号”的 SHA-256 从小到大抽取
--   drawn: 抽中的基准日
--   result: 核实结果：true 属实，untrue 不属实，unreached 未接通；尚未核实的为空
--   called_on: 最近一次核实的日期
--   tries: 未接通的次数
--   waiting: 等待核实：尚未核实或未接通，且证明仍是认定状态的依据
SELECT d.draw_id, d.child_id, d.school_name, c.town, d.term, d.seed, d.drawn, d.result, d.called_on, d.tries::INTEGER AS tries,
  coalesce(d.result, 'unreached') = 'unreached' AND d.certificate IN (SELECT certificate FROM certificate) AS waiting
FROM phone_draw d LEFT JOIN child c USING (child_id)
