-- title: 已有判定而仍待核对的候选对
-- grain: 一个已有人判定、仍在数据核对清单上的候选对
-- key: left_record, right_record
-- publish: no
-- columns:
--   left_record: 甲方记录编号
--   right_record: 乙方记录编号
--   told: 此前的判定、判定人和日期；此后记录有改动的、同一天互相矛盾的注明
WITH newest AS (
  SELECT least(left_record, right_record) AS one, greatest(left_record, right_record) AS other,
    arg_max({'said': said, 'decision': decision, 'decided_by': decided_by, 'contested': contested}, (decided_on, place)) AS last,
    max(decided_on) AS decided_on
  FROM source.decisions GROUP BY ALL
),
-- Verdicts of one day that contradict each other are all told.
day_told AS (
  SELECT n.one, n.other, string_agg(t.label || '（' || d.decided_by || '）', '、' ORDER BY d.place) AS every
  FROM newest n
    JOIN source.decisions d ON least(d.left_record, d.right_record) = n.one
      AND greatest(d.left_record, d.right_record) = n.other AND d.decided_on = n.decided_on
    JOIN config.term t ON t.vocabulary = 'verdict' AND t.code = d.said
  GROUP BY ALL
)
SELECT p.left_record, p.right_record,
  CASE WHEN last.contested THEN format('（{0} 的判定互相矛盾：{1}；请核实后重新判定）', decided_on, y.every)
    ELSE format('（此前判定：{0}，{1} {2}{3}）', t.label, last.decided_by, decided_on,
      CASE WHEN last.said <> last.decision THEN '；此后记录有改动，请重新判定' ELSE '' END) END AS told
FROM desk_pair p
  JOIN newest n ON n.one = least(p.left_record, p.right_record) AND n.other = greatest(p.left_record, p.right_record)
  JOIN day_told y USING (one, other)
  JOIN config.term t ON t.vocabulary = 'verdict' AND t.code = last.said
