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
SELECT t.child_id, e.record_id FROM on_file e JOIN casebook.token t USING (case_token)
UNION
SELECT child_id, approval_record FROM approval_by_roll_number
