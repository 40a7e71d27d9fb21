-- title: 认定的状态
-- grain: 一人
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   record_id: 户籍（或监测名单）记录编号
--   source: population 或 poverty
--   status: 状态
--   reason: 原因
--   list: 列入的清单
--   roll_record: 支持它的学籍记录
--   evidence_record: 支持它的佐证记录
WITH own AS (
  SELECT o.*, s.verified, s.filed FROM own_status o JOIN status s USING (status)
),
-- One person, two registry rows: the row that is not schooled waits for the data desk, not for a visitor.
duplicate AS (
  SELECT DISTINCT o.child_id
  FROM own o JOIN suspected_duplicate d USING (child_id) JOIN own other ON other.child_id = d.other_child
  WHERE other.verified AND NOT o.verified AND NOT o.filed
),
waiting AS (
  SELECT child_id, rank, status, reason FROM duplicate CROSS JOIN precedence WHERE grounds = 'duplicate_of_schooled'
)
SELECT o.child_id, s.record_id, s.source, t.status, coalesce(w.reason, o.reason) AS reason, t.list,
  CASE WHEN w.child_id IS NULL THEN o.roll_record END AS roll_record,
  CASE WHEN w.child_id IS NULL THEN o.evidence_record END AS evidence_record
FROM own o JOIN subject s USING (child_id)
  LEFT JOIN waiting w ON w.child_id = o.child_id AND w.rank < o.rank
  JOIN status t ON t.status = coalesce(w.status, o.status)
