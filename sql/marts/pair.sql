-- title: 候选对
-- grain: 比较过而未自动链接的两条记录
-- key: left_record, right_record
-- publish: main
-- stored: no
-- columns:
--   left_record: 一方的记录编号
--   right_record: 另一方的记录编号
--   left_source: 一方的登记册
--   right_source: 另一方的登记册
--   probability: 匹配概率
--   match_weight: 匹配权重（log₂）
--   decision: review 待人工复核，non_link 不链接
--   why: 未链接的原因
--   rule: 由哪一步找到
--   levels: 各比较项的一致程度
SELECT left_record, right_record, left_source, right_source, probability, match_weight, decision, why, rule, levels
FROM linked.pair
