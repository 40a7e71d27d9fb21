-- title: 按本人记录认定的状态
-- grain: 一人
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   rank: 先后，见 precedence
--   status: 状态
--   reason: 原因
--   roll_record: 支持它的学籍记录
--   evidence_record: 支持它的佐证记录
SELECT
  g.child_id, p.rank, coalesce(p.status, g.filed_as) AS status, p.reason, g.roll_record, g.evidence_record
FROM status_grounds g LEFT JOIN precedence p USING (grounds)
QUALIFY row_number() OVER (PARTITION BY g.child_id ORDER BY p.rank) = 1
