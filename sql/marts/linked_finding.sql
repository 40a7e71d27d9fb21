-- title: 比对之后才看得出的数据问题
-- grain: 一条记录的一个问题
-- key: record_id, code
-- publish: no
-- columns:
--   source: 登记册
--   record_id: 记录编号
--   code: 问题代码
SELECT 'roll' AS source, roll_record AS record_id, 'double_enrollment' AS code FROM enrollment
WHERE place = 2
UNION ALL
SELECT 'poverty', record_id, 'poverty_roll_disagree' FROM claim_disagreement
UNION ALL
SELECT DISTINCT 'population', s.record_id, 'duplicate_registration_suspected'
FROM suspected_duplicate JOIN child_status s USING (child_id)
UNION ALL
SELECT source, evidence_record, 'evidence_conflict'
FROM evidence_in_force JOIN on_file ON record_id = evidence_record
WHERE contradicts GROUP BY ALL
UNION ALL
SELECT source, record_id, CASE source WHEN 'approvals' THEN 'approval_not_begun' ELSE 'evidence_in_future' END
FROM on_file WHERE evidence_date > getvariable('as_of')
UNION ALL
SELECT source, record_id, CASE source WHEN 'approvals' THEN 'approval_unmatched' ELSE 'evidence_unmatched' END
FROM on_file
WHERE evidence_date <= getvariable('as_of')
  AND record_id NOT IN (SELECT evidence_record FROM evidence_of_subject)
  AND record_id NOT IN (SELECT record_id FROM refuted_certificate)
  -- Evidence on a grown-up is nobody's business here, unless it claims a child as well.
  AND record_id NOT IN (
    SELECT l.right_record FROM linked.link l LEFT JOIN subject s ON s.record_id = l.left_record
    WHERE l.right_source IN ('evidence', 'approvals') GROUP BY l.right_record HAVING count(s.child_id) = 0)
  AND record_id NOT IN (SELECT right_record FROM linked.pair WHERE decision = 'review' AND right_source IN ('evidence', 'approvals'))
UNION ALL
SELECT 'evidence', record_id, 'certificate_untrue' FROM refuted_certificate
UNION ALL
SELECT 'disability', record_id, code FROM disability_finding
UNION ALL
SELECT source, record_id, code FROM roster_finding
UNION ALL
SELECT 'control_totals', record_id, 'control_total_differs' FROM control_total WHERE difference <> 0
