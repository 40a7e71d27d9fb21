-- title: 凭以认定就学的证明
-- grain: 一名状态凭就读证明认定的儿童
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   evidence_record: 佐证记录编号
--   certificate: 证明的编号，逐夜不变：由儿童编号与证明所载得来
--   school_name: 出具证明的学校；证明少于最低抽查数的学校合为一组，按儿童的乡镇分
--   town: 儿童的乡镇
--   term: 本学期（或学年）的第一天
WITH held AS (
  SELECT c.child_id, c.evidence_record, c.town,
    upper(md5(concat_ws('|', c.child_id, e.evidence_no, e.result, e.evidence_date))[:16]) AS certificate,
    -- Free text may hold a number typed into the wrong cell.
    CASE WHEN NOT regexp_matches(e.located_school, '\d{7}') THEN regexp_replace(e.located_school, '\s', '', 'g') END AS school
  FROM child c JOIN source.evidence e ON e.record_id = c.evidence_record
  WHERE c.reason = 'evidence_valid'
    AND c.status IN ('enrolled_in_town', 'enrolled_in_county', 'enrolled_outside', 'other_stage', 'home_taught')
)
SELECT h.child_id, h.evidence_record, h.certificate,
  CASE WHEN h.school IS NOT NULL AND count(*) OVER (PARTITION BY h.school) >= getvariable('phone_checks')[1] THEN h.school
    ELSE format('其他学校（{0}）', h.town) END AS school_name,
  h.town, t.first_day AS term
FROM held h JOIN certificate_term t ON getvariable('as_of') BETWEEN t.first_day AND t.last_day
