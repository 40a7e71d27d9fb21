-- title: 经电话核实不属实的证明
-- grain: 一件就读证明
-- key: record_id
-- publish: no
-- columns:
--   record_id: 佐证记录编号
--   child_id: 儿童编号
--   called_on: 核实日期
-- The call was about one certificate, and what the child had brought before it proves no more: only what is newer counts.
WITH told AS (
  SELECT d.child_id, c.result, c.called_on
  FROM casebook.call c JOIN casebook.draw d USING (draw_id)
  QUALIFY row_number() OVER (PARTITION BY d.draw_id ORDER BY c.called_on DESC, c.recorded_at DESC, c.call_id) = 1
),
untrue AS (
  SELECT child_id, max(called_on) AS called_on FROM told
  WHERE result = 'untrue' AND called_on <= getvariable('as_of') GROUP BY child_id
)
SELECT e.record_id, min(u.child_id) AS child_id, max(u.called_on) AS called_on
FROM untrue u JOIN claim_on_file o USING (child_id) JOIN on_file e USING (record_id)
WHERE e.source = 'evidence' AND e.evidence_date <= u.called_on
  AND e.result IN ('enrolled_in_town', 'enrolled_in_county', 'enrolled_outside', 'other_stage', 'home_taught', 'located_unevidenced')
GROUP BY e.record_id
