-- title: 人员比对概况
-- grain: 一对登记册
-- key: problem
-- publish: main
-- stored: no
-- columns:
--   problem: 比对的两个登记册，如 population-roll
--   fast: 号码、姓名、出生日期全部一致且无人相争而直接确认的对数
--   compared: 比较过的候选对数
--   linked: 链接数
--   review: 待人工复核的对数
--   expected_false: 按概率预期链接中的误链对数，人工判定的不计
--   false_at_most: 误链对数的 95% 上限，计入权重的估计误差和偶然
--   link_probability: 实际采用的链接概率：设置的概率，或误链比例的上限所要求的更高概率
--   prior: 任取两条记录是同一人的概率
SELECT problem, fast, compared, linked, review, expected_false, false_at_most, link_probability, prior
FROM linked.problem
