-- title: 适龄儿童历次认定的状态
-- grain: 一名适龄儿童的一种状态（乡镇）所持续的一段时间，到上一夜为止
-- key: child_id, since
-- publish: no
-- columns:
--   child_id: 儿童编号
--   since: 从哪一夜起
--   until: 到哪一夜为止（该夜不再是）；上一夜仍是的为空
--   status: 状态
--   reason: 原因
--   list: 列入的清单
--   town: 乡镇
WITH followed AS (
  SELECT *, lead(as_of) OVER (PARTITION BY child_id ORDER BY as_of, seq) AS until
  FROM casebook.status_event WHERE as_of < getvariable('as_of')
)
SELECT child_id, as_of AS since, until, status, reason, list, town FROM followed
-- A night run again for its date said last what counts.
WHERE until IS DISTINCT FROM as_of
  -- Children whom the registry lacks are counted beside the ledger, not in it.
  AND status IS NOT NULL AND reason <> 'poverty_child_unregistered'
