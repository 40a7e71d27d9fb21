-- title: 凭链接证实、把握最小的儿童，抽查从这里开始
-- grain: 一名凭学籍链接证实就学的儿童
-- columns:
--   child_id: 儿童编号；rollcall explain 可说明其全部依据
--   town: 乡镇
--   status: 状态
--   school_name: 学校
--   rule: 链接所依据的规则
--   probability: 链接概率
--   match_weight: 匹配权重
SELECT c.child_id, c.town, c.status, c.school_name, k.rule, k.probability, k.match_weight
FROM child c
  JOIN status s ON s.status = c.status
  JOIN link k ON k.left_record = c.record_id AND k.right_record = c.roll_record
WHERE s.verified
ORDER BY k.probability, c.child_id
