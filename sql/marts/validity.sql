-- title: 状态所依据的佐证的有效期
-- grain: 一名状态凭会过期的佐证、审批或残联名单认定的人
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   evidence_record: 佐证、审批或残联名单记录编号
--   kind: 佐证的核查结果；残联名单为 home_taught
--   last_day: 有效期的最后一天
--   stated: 最后一天是佐证上写明的；否则按学期（或学年，依设置 certificate_valid）推定
WITH holding AS (
  SELECT child_id, evidence_record, result AS kind, valid_through AS last_day FROM evidence_in_force
  WHERE in_force AND valid_through < DATE '9999-12-31'
  UNION ALL
  SELECT child_id, disability_record, 'home_taught', valid_through FROM disability_of_child
  WHERE placement = 'home' AND in_force
)
SELECT h.child_id, h.evidence_record, h.kind, h.last_day,
  EXISTS (
    FROM evidence_of_subject e JOIN on_file f ON f.record_id = e.evidence_record
    WHERE e.child_id = h.child_id AND e.result = h.kind AND f.valid_until = h.last_day) AS stated
FROM holding h JOIN subject_status s USING (child_id, evidence_record)
