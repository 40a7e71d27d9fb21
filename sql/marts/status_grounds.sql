-- title: 认定状态的依据
-- grain: 一人的一种依据与支持它的记录
-- key: child_id, grounds
-- publish: no
-- columns:
--   child_id: 儿童编号
--   grounds: 依据，见 precedence
--   filed_as: 备案状态，仅限备案依据
--   roll_record: 支持它的学籍记录
--   evidence_record: 支持它的佐证、审批或残联名单记录
WITH enrolled AS (
  SELECT child_id, max(active_since) AS since, min(roll_record) AS roll_record
  FROM roll_of_subject WHERE active GROUP BY child_id
),
evidence AS (
  SELECT e.*, coalesce(r.since > e.evidence_date, false) AS enrolled_since, r.child_id IS NOT NULL AS enrolled,
    e.result IN (SELECT status FROM status WHERE filed) AS is_filing
  FROM evidence_in_force e LEFT JOIN enrolled r USING (child_id)
),
said_by_evidence AS (
  SELECT child_id, evidence_record, CASE WHEN is_filing THEN result END AS filed_as,
    CASE
      WHEN visited_out AND enrolled_since                       THEN NULL
      WHEN visited_out AND contradicts                          THEN 'visit_contradicted'
      WHEN visited_out                                          THEN 'visited_out'
      WHEN contradicts                                          THEN 'proof_contradicted'
      WHEN is_filing AND enrolled                               THEN 'filed_yet_enrolled'
      WHEN is_filing                                            THEN 'proof_filed'
      WHEN in_force                                             THEN 'proof_' || result
      WHEN result IN ('enrolled_outside', 'suspended', 'deferred') THEN 'expired_' || result
      WHEN result IS NOT NULL                                   THEN 'expired_other'
    END AS grounds
  FROM evidence
)
SELECT child_id, grounds, NULL::VARCHAR AS filed_as, min(roll_record) AS roll_record, NULL::VARCHAR AS evidence_record
FROM roll_of_subject
-- A pupil who is not in class is not schooled by the roll.
WHERE grounds <> 'roll_before_school' AND roll_record NOT IN (SELECT record_id FROM attendance WHERE seen = 'absent')
GROUP BY child_id, grounds
UNION ALL
SELECT child_id, 'roster_absent', NULL, roll_record, NULL FROM absent_pupil
UNION ALL
SELECT child_id, grounds, filed_as, NULL, evidence_record FROM said_by_evidence WHERE grounds IS NOT NULL
UNION ALL
-- A newer proof outranks the list; the list of a former term proves no teaching.
SELECT d.child_id, CASE d.placement WHEN 'home' THEN 'listed_home_taught' ELSE 'listed_disabled_unplaced' END,
  NULL, NULL, d.disability_record
FROM disability_of_child d LEFT JOIN evidence_in_force e ON e.child_id = d.child_id AND e.in_force AND e.evidence_date > d.as_of
WHERE e.child_id IS NULL AND (d.placement = 'home' AND d.in_force OR d.placement = 'unplaced' AND d.severe)
UNION ALL
SELECT child_id, 'visit_' || latest_result, NULL, NULL, NULL FROM evidence_in_force
WHERE latest_result IN ('person_unknown', 'information_wrong')
UNION ALL
SELECT child_id, 'proof_refuted', NULL, NULL, NULL FROM refuted_certificate GROUP BY child_id
UNION ALL
SELECT s.child_id, 'registry_cancelled', s.cancel_kind, NULL, NULL FROM subject s WHERE s.cancel_kind IS NOT NULL
UNION ALL
SELECT s.child_id, 'filed_yet_enrolled', s.cancel_kind, e.roll_record, NULL
FROM subject s JOIN enrolled e USING (child_id) WHERE s.cancel_kind IS NOT NULL
  AND child_id NOT IN (SELECT child_id FROM said_by_evidence WHERE grounds = 'filed_yet_enrolled')
UNION ALL
SELECT child_id, 'id_shared', NULL, record_id, NULL FROM shared_number
UNION ALL
SELECT DISTINCT child_id, grounds, NULL, NULL, NULL FROM review_of_subject
UNION ALL
SELECT child_id, 'entry_not_due', NULL, NULL, NULL FROM subject WHERE NOT entry_due AND getvariable('age_mode') = 'full_years'
UNION ALL
SELECT s.child_id, CASE WHEN s.newest_cohort AND c.entrants_settling THEN 'new_entrant' ELSE 'nothing' END,
  NULL, NULL, NULL FROM subject s CROSS JOIN calendar c
