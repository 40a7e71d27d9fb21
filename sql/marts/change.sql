-- title: 与上一夜相比的变化
-- grain: 一名与上一夜不同的适龄儿童：进入、离开，或状态、原因、乡镇有变
-- key: child_id
-- publish: main
-- columns:
--   child_id: 儿童编号
--   kind: entered 进入台账，left 离开台账，status 状态有变，reason 状态未变而原因有变，town 只有乡镇有变
--   because: 进入的：came_of_age 到了年龄，registered 新在户籍库；离开的：grown_up 超过年龄，merged 与另一儿童并为一人，unregistered 户籍库中不再有（请向公安部门核实去向）；其余为空
--   from_town: 上一夜的乡镇
--   from_status: 上一夜的状态
--   from_reason: 上一夜的原因
--   from_list: 上一夜的清单
--   to_town: 本夜的乡镇
--   to_status: 本夜的状态
--   to_reason: 本夜的原因
--   to_list: 本夜的清单
--   since: 上一夜的状态从哪一夜起
SELECT
  coalesce(c.child_id, h.child_id) AS child_id,
  CASE
    WHEN h.child_id IS NULL                        THEN 'entered'
    WHEN c.child_id IS NULL                        THEN 'left'
    WHEN c.status <> h.status                      THEN 'status'
    WHEN c.reason IS DISTINCT FROM h.reason        THEN 'reason'
    ELSE 'town'
  END AS kind,
  CASE
    WHEN h.child_id IS NULL AND a.record_id IN (SELECT record_id FROM just_of_age) THEN 'came_of_age'
    WHEN h.child_id IS NULL                                             THEN 'registered'
    WHEN c.child_id IS NULL                                             THEN coalesce(g.why, 'unregistered')
  END AS because,
  h.town AS from_town, h.status AS from_status, h.reason AS from_reason, h.list AS from_list,
  c.town AS to_town, c.status AS to_status, c.reason AS to_reason, c.list AS to_list, h.since
FROM (FROM status_held WHERE until IS NULL) h FULL JOIN child c USING (child_id)
  LEFT JOIN age a ON a.record_id = c.record_id
  LEFT JOIN casebook.gone g ON g.child_id = h.child_id
WHERE EXISTS (FROM last_night)
  AND (h.status, h.reason, h.town) IS DISTINCT FROM (c.status, c.reason, c.town)
