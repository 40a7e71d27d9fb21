-- title: 已有判定而仍待核对的候选对
-- grain: 一个已有人判定、仍在数据核对清单上的候选对
-- key: left_record, right_record
-- publish: no
-- columns:
--   left_record: 甲方记录编号
--   right_record: 乙方记录编号
--   told: 此前的判定、判定人和日期；此后记录有改动的注明
WITH newest AS (
  SELECT least(left_record, right_record) AS one, greatest(left_record, right_record) AS other,
    arg_max({'said': said, 'decision': decision, 'decided_by': decided_by}, (decided_on, record_id)) AS last,
    max(decided_on) AS decided_on
  FROM source.decisions GROUP BY ALL
)
SELECT p.left_record, p.right_record,
  format('（此前判定：{}，{} {}{}）', t.label, last.decided_by, decided_on,
    CASE WHEN last.said <> last.decision THEN '；此后记录有改动，请重新判定' ELSE '' END) AS told
FROM desk_pair p
  JOIN newest n ON n.one = least(p.left_record, p.right_record) AND n.other = greatest(p.left_record, p.right_record)
  JOIN config.term t ON t.vocabulary = 'verdict' AND t.code = last.said
