-- title: 每人的佐证与审批
-- grain: 一人与一件佐证或审批
-- key: child_id, evidence_record
-- publish: no
-- columns:
--   child_id: 儿童编号
--   evidence_record: 佐证（或审批）记录编号
--   result: 核查结果
--   evidence_date: 取证日期；审批的起始日期
--   valid_through: 有效期的最后一天；不会过期的为 9999-12-31
WITH claim AS (
  SELECT s.child_id, l.right_record AS evidence_record
  FROM linked.link l LEFT JOIN subject s ON s.record_id = l.left_record WHERE l.right_source IN ('evidence', 'approvals')
  UNION
  SELECT t.child_id, e.record_id FROM on_file e JOIN casebook.token t USING (case_token)
  UNION
  SELECT child_id, approval_record FROM approval_by_roll_number
),
-- One certificate proves one person's schooling. A token that says one child and a name and number that say another,
-- or a number that two registry rows share: it proves nobody's, and the data desk is told.
contested AS (
  SELECT a.evidence_record
  FROM claim a JOIN claim b ON b.evidence_record = a.evidence_record AND b.child_id IS DISTINCT FROM a.child_id
    ANTI JOIN suspected_duplicate d ON d.child_id = a.child_id AND d.other_child = b.child_id
),
shared AS (
  FROM claim
  UNION
  -- What is true of the person is true of both registry rows; what is filed is filed of one row.
  SELECT d.other_child, o.evidence_record
  FROM claim o JOIN suspected_duplicate d USING (child_id) JOIN on_file e ON e.record_id = o.evidence_record
  WHERE e.result NOT IN (SELECT status FROM status WHERE filed)
)
SELECT
  h.child_id, h.evidence_record, e.result, e.evidence_date,
  CASE
    WHEN e.result = 'graduated' OR e.result IN (SELECT status FROM status WHERE filed)  THEN DATE '9999-12-31'
    WHEN e.valid_until IS NOT NULL                                                      THEN e.valid_until
    WHEN e.result IN ('out_of_school', 'located_unevidenced', 'disabled_unplaced')      THEN DATE '9999-12-31'
    ELSE t.last_day
  END AS valid_through
FROM shared h
  JOIN subject USING (child_id)
  JOIN on_file e ON e.record_id = h.evidence_record
  LEFT JOIN certificate_term t ON e.evidence_date BETWEEN t.first_day AND t.last_day
-- A visit counts even if its date, perhaps taken from its file, is still to come: it closes nothing.
WHERE e.result IN (SELECT result FROM open_result)
  OR e.evidence_date <= getvariable('as_of') AND h.evidence_record NOT IN (SELECT evidence_record FROM contested)
