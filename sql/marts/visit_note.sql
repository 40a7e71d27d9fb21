-- title: 写给核查人的补充说明
-- grain: 一名列入清单而有话要向核查人说明的儿童
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   note: 说明
WITH note AS (
  SELECT e.child_id, 1 AS place, format('上次核查：{0}', t.label) AS said
  FROM evidence_in_force e JOIN config.term t ON t.vocabulary = 'evidence_result' AND t.code = e.latest_result
  WHERE e.latest_result IN ('person_unknown', 'information_wrong')
  UNION ALL
  -- Which proof ran out and since when: who asks the family again must know what they once brought.
  SELECT e.child_id, 2, format(
    CASE f.source WHEN 'approvals' THEN '{0}审批有效期至{1}，已到期' ELSE '“{0}”的佐证有效期至{1}，已到期' END,
    t.label, strftime(e.valid_through, '%Y-%m-%d'))
  FROM evidence_in_force e
    JOIN on_file f ON f.record_id = e.evidence_record
    JOIN config.term t ON t.vocabulary = 'evidence_result' AND t.code = e.result
  WHERE NOT e.in_force
  UNION ALL
  SELECT child_id, 3, format('花名册显示在{0}，请先向该校核实',
    school || coalesce(grade || '年级', '') || coalesce(nullif(class_no, '') || '班', ''))
  FROM seat_of_child
)
SELECT child_id, '（' || string_agg(said, '；' ORDER BY place) || '）' AS note
FROM note JOIN listed USING (child_id) GROUP BY child_id
