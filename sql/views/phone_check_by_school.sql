-- title: 证明的电话核实，按学校
-- grain: 一所学校（或一个乡镇证明少的学校合为一组）
-- columns:
--   school_name: 学校
--   drawn: 抽中
--   true_ones: 属实
--   untrue: 不属实
--   unreached: 未接通
--   waiting: 等待核实，未接通的在内
SELECT school_name, count(*) AS drawn, count(*) FILTER (result = 'true') AS true_ones, count(*) FILTER (result = 'untrue') AS untrue,
  count(*) FILTER (result = 'unreached') AS unreached, count(*) FILTER (waiting) AS waiting
FROM phone_check
GROUP BY school_name
ORDER BY untrue DESC, waiting DESC, school_name
