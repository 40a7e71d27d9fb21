-- title: 待复核的候选对
-- grain: 一个要由人判定是否同一人的候选对
-- key: left_record, right_record
-- publish: no
-- columns:
--   left_record: 甲方记录编号
--   right_record: 乙方记录编号
--   probability: 匹配概率
--   why: 未自动链接的原因
--   levels: 各比较项的一致程度
WITH settled AS (
  SELECT record_id FROM subject_status JOIN status USING (status) WHERE verified
  UNION ALL
  SELECT right_record FROM linked.link WHERE left_source = 'population'
  UNION ALL
  SELECT left_record FROM linked.link WHERE left_source = 'roll'
),
of_age AS (
  SELECT record_id FROM age_of_record WHERE in_band OR age_unknown
)
-- Nothing hangs on a pair whose child is schooled already and whose other record has found its own.
SELECT left_record, right_record, probability, why, levels
FROM linked.pair p
WHERE decision = 'review'
  -- A child's pupil may seem of another age only because the birth date was mistyped; a poor child's registry row too.
  AND (EXISTS (FROM of_age a WHERE a.record_id = p.left_record)
    OR right_source = 'poverty' AND EXISTS (FROM of_age a WHERE a.record_id = p.right_record))
  AND NOT (EXISTS (FROM settled s WHERE s.record_id = p.left_record) AND EXISTS (FROM settled s WHERE s.record_id = p.right_record))
