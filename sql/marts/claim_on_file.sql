-- title: 在案材料与人的对应
-- grain: 一人与一件佐证、审批或残联名单记录
-- key: child_id, record_id
-- publish: no
-- columns:
--   child_id: 儿童编号；不在核对范围的人为其户籍记录编号
--   record_id: 佐证、审批或残联名单的记录编号
SELECT coalesce(s.child_id, l.left_record) AS child_id, l.right_record AS record_id
FROM linked.link l LEFT JOIN subject s ON s.record_id = l.left_record
WHERE l.right_source IN ('evidence', 'approvals', 'disability')
UNION
SELECT t.child_id, e.record_id FROM on_file e JOIN casebook.token t USING (case_token) LEFT JOIN casebook.doubted d USING (child_id)
-- Who was recognized without number and name keeps what is open, and no proof of before: it might be another child's.
WHERE d.since IS NULL OR e.evidence_date >= d.since OR e.result IN (SELECT result FROM open_result)
UNION
SELECT child_id, approval_record FROM approval_by_roll_number
