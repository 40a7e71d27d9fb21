-- title: 按学籍号对应的审批
-- grain: 一份写有学籍号的审批与它所指的儿童
-- key: child_id, approval_record
-- publish: no
-- columns:
--   child_id: 儿童编号
--   approval_record: 审批记录编号
-- A roll number that two roll rows bear leads to nobody, and so does one that stands beside another name.
WITH pupil AS (
  SELECT roll_no, any_value(record_id) AS roll_record, any_value(name_key) AS name_key
  FROM source.roll WHERE roll_no IS NOT NULL GROUP BY roll_no HAVING count(*) = 1
)
SELECT DISTINCT r.child_id, a.record_id AS approval_record
FROM source.approvals a
  JOIN pupil p USING (roll_no, name_key)
  JOIN roll_of_subject r USING (roll_record)
