-- title: 写给核查人的补充说明
-- grain: 一名列入清单而有话要向核查人说明的儿童
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   note: 说明
WITH note AS (
  SELECT e.child_id, 1 AS place, '上次核查：' || t.label AS said
  FROM evidence_in_force e JOIN config.term t ON t.vocabulary = 'evidence_result' AND t.code = e.latest_result
  WHERE e.latest_result IN ('person_unknown', 'information_wrong')
  UNION ALL
  -- Which proof ran out and since when: who asks the family again must know what they once brought.
  SELECT e.child_id, 2, CASE f.source WHEN 'approvals' THEN t.label || '审批' ELSE '“' || t.label || '”的佐证' END
    || '有效期至' || strftime(e.valid_through, '%Y-%m-%d') || '，已到期'
  FROM evidence_in_force e
    JOIN on_file f ON f.record_id = e.evidence_record
    JOIN config.term t ON t.vocabulary = 'evidence_result' AND t.code = e.result
  WHERE NOT e.in_force
  UNION ALL
  SELECT child_id, 3, '花名册显示在' || school || coalesce(grade || '年级', '') || coalesce(nullif(class_no, '') || '班', '') || '，请先向该校核实'
  FROM seat_of_child
)
SELECT child_id, '（' || string_agg(said, '；' ORDER BY place) || '）' AS note
FROM note JOIN listed USING (child_id) GROUP BY child_id
