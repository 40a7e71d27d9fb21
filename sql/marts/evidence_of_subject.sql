-- title: 每人的佐证与审批
-- grain: 一人与一件佐证或审批
-- key: child_id, evidence_record
-- publish: restricted
-- columns:
--   child_id: 儿童编号
--   evidence_record: 佐证（或审批）记录编号
--   result: 核查结果
--   evidence_date: 取证日期；审批的起始日期
--   valid_through: 有效期的最后一天；不会过期的为 9999-12-31
WITH shared AS (
  FROM claim_on_file
  UNION
  -- What is true of the person is true of both registry rows; what is filed is filed of one row.
  SELECT d.other_child, o.record_id
  FROM claim_on_file o JOIN suspected_duplicate d USING (child_id) JOIN on_file e USING (record_id)
  WHERE e.result NOT IN (SELECT status FROM status WHERE filed)
)
SELECT
  h.child_id, h.record_id AS evidence_record, e.result, e.evidence_date,
  CASE
    WHEN e.result = 'graduated' OR e.result IN (SELECT status FROM status WHERE filed)  THEN DATE '9999-12-31'
    WHEN e.valid_until IS NOT NULL                                                      THEN e.valid_until
    WHEN e.result IN ('out_of_school', 'located_unevidenced', 'disabled_unplaced')      THEN DATE '9999-12-31'
    ELSE t.last_day
  END AS valid_through
FROM shared h
  JOIN subject USING (child_id)
  JOIN on_file e ON e.record_id = h.record_id
  LEFT JOIN certificate_term t ON e.evidence_date BETWEEN t.first_day AND t.last_day
-- What was found untrue by telephone proves nothing and locates nobody.
WHERE h.record_id NOT IN (SELECT record_id FROM refuted_certificate) AND (
  -- A visit counts even if its date, perhaps taken from its file, is still to come: it closes nothing.
  e.result IN (SELECT result FROM open_result)
  OR e.evidence_date <= getvariable('as_of') AND h.record_id NOT IN (FROM contested_on_file))
