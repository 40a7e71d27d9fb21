-- title: 有效佐证
-- grain: 一名有佐证的儿童
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   evidence_record: 起决定作用的佐证；只有不作结论的核查时为空
--   result: 它的核查结果
--   evidence_date: 它的取证日期
--   in_force: 未过期
--   contradicts: 同一天另有结论不同的佐证
--   visited_out: 最近的走访确认暂不在校，此后没有作出结论的佐证
--   valid_through: 起决定作用的佐证有效期的最后一天；不会过期的为 9999-12-31，没有的为空
--   latest_result: 最近一次核查的结果，不论是否作出结论
WITH piece AS (
  SELECT *,
    result NOT IN (SELECT result FROM open_result) AS closing,
    max(valid_through) OVER (PARTITION BY child_id, result) AS runs_through,
    coalesce(runs_through >= getvariable('as_of'), false) AS in_force
  FROM evidence_of_subject
),
newest AS (
  SELECT child_id,
    max(evidence_date) FILTER (closing) AS closed,
    max(evidence_date) FILTER (result = 'out_of_school') AS visited,
    max(evidence_date) FILTER (result = 'located_unevidenced') AS located,
    arg_max(result, (evidence_date, evidence_record)) AS latest_result
  FROM piece GROUP BY child_id
),
-- Only newer closing evidence lifts a visit that found the child out of school; a located school does not.
deciding AS (
  SELECT *, CASE
      WHEN visited >= coalesce(closed, visited) THEN visited
      WHEN located > coalesce(closed, DATE '0001-01-01') THEN located
      ELSE closed END AS decided
  FROM newest
),
speaking AS (
  SELECT p.*, d.latest_result, coalesce(decided = visited, false) AS visited_out
  FROM deciding d JOIN piece p ON p.child_id = d.child_id AND p.evidence_date = d.decided
  WHERE p.closing OR p.result = 'out_of_school'
    OR p.result = 'located_unevidenced' AND decided IS DISTINCT FROM closed AND decided IS DISTINCT FROM visited
)
SELECT
  child_id,
  arg_min(evidence_record, (NOT in_force, result <> 'out_of_school', result, evidence_record)) AS evidence_record,
  arg_min(result, (NOT in_force, result <> 'out_of_school', result, evidence_record)) AS result,
  max(evidence_date) AS evidence_date,
  bool_or(in_force) AS in_force,
  count(DISTINCT result) FILTER (in_force) > 1 AS contradicts,
  bool_or(visited_out) AS visited_out,
  arg_min(runs_through, (NOT in_force, result <> 'out_of_school', result, evidence_record)) AS valid_through,
  any_value(latest_result) AS latest_result
FROM speaking
GROUP BY child_id
UNION ALL
SELECT child_id, NULL, NULL, NULL, false, false, false, NULL, latest_result FROM deciding WHERE decided IS NULL
