-- title: 可能证实就学的记录
-- grain: 一条学籍、佐证、审批或残联名单记录，若确为某人的即可证实其就学
-- key: record_id
-- publish: no
-- columns:
--   record_id: 记录编号
--   grounds: 待复核时的依据：roll_in_review 或 evidence_in_review
-- A visit that found the child out of school is no reason to stay away from the door, sure or not.
SELECT record_id, 'roll_in_review' AS grounds FROM roll_standing WHERE active OR standing = 'graduated'
UNION ALL
SELECT record_id, 'evidence_in_review' FROM on_file e
  LEFT JOIN certificate_term t ON e.evidence_date BETWEEN t.first_day AND t.last_day
WHERE result NOT IN (SELECT result FROM open_result) AND record_id NOT IN (SELECT record_id FROM refuted_certificate)
  AND evidence_date <= getvariable('as_of')
  AND (coalesce(valid_until, t.last_day) >= getvariable('as_of') OR result = 'graduated'
    OR result IN (SELECT status FROM status WHERE filed))
UNION ALL
SELECT record_id, 'evidence_in_review' FROM source.disability r
  JOIN certificate_term t ON r.as_of BETWEEN t.first_day AND t.last_day
WHERE placement = 'home' AND r.as_of <= getvariable('as_of') AND t.last_day >= getvariable('as_of')
