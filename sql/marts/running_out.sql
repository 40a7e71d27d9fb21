-- title: 即将到期的佐证
-- grain: 一名状态凭佐证认定、佐证在近日（设置 expiring_days）到期的人
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   evidence_record: 佐证、审批或残联名单记录编号
--   kind: 佐证的核查结果
--   last_day: 有效期的最后一天
--   stated: 最后一天是佐证上写明的
--   status_after: 到期而没有新佐证时的状态
--   list_after: 到期而没有新佐证时列入的清单
WITH soon AS (
  FROM validity WHERE last_day <= getvariable('as_of') + getvariable('expiring_days')::INT
),
-- What is left of the child's grounds once this piece proves nothing, and that it ran out.
left_over AS (
  SELECT s.child_id, g.grounds FROM soon s JOIN status_grounds g USING (child_id)
  WHERE g.evidence_record IS DISTINCT FROM s.evidence_record
  UNION ALL
  SELECT child_id, CASE WHEN kind IN ('enrolled_outside', 'suspended', 'deferred') THEN 'expired_' || kind ELSE 'expired_other' END
  FROM soon WHERE evidence_record IN (SELECT evidence_record FROM evidence_of_subject)
),
after AS (
  SELECT child_id, status FROM left_over JOIN precedence USING (grounds)
  QUALIFY row_number() OVER (PARTITION BY child_id ORDER BY rank) = 1
)
SELECT s.child_id, s.evidence_record, s.kind, s.last_day, s.stated, a.status AS status_after, t.list AS list_after
FROM soon s LEFT JOIN after a USING (child_id) LEFT JOIN status t ON t.status = a.status
