-- title: 案件发生的事
-- grain: 一个案件在一夜发生的一件事，本夜在内
-- key: case_token, as_of, kind
-- publish: main
-- columns:
--   as_of: 基准日
--   case_token: 任务编号
--   child_id: 儿童编号
--   kind: opened 立案，reopened 同一学年再次立案，listed_as 改列，late 超期，escalated 报告乡镇政府，closed 了结
--   list: 清单
--   reason: 原因；了结的为儿童此时的状态，left 不在台账
--   town: 乡镇；不明的为“未识别”
--   school_name: 学校
WITH before AS (
  SELECT * REPLACE (CASE kind WHEN 'resumed' THEN 'reopened' ELSE kind END AS kind)
  FROM casebook.case_event WHERE as_of < getvariable('as_of') AND kind <> 'aside'
),
standing AS (
  SELECT case_token,
    arg_max(kind, (seq, ordinal)) FILTER (kind IN ('opened', 'reopened', 'closed')) <> 'closed' AS open,
    bool_or(kind = 'late') AS late, bool_or(kind = 'escalated') AS escalated,
    arg_max(list, (seq, ordinal)) FILTER (kind IN ('opened', 'reopened', 'listed_as')) AS list,
    arg_max(reason, (seq, ordinal)) FILTER (kind IN ('opened', 'reopened', 'listed_as')) AS reason,
    arg_max(child_id, (seq, ordinal)) AS child_id, arg_max(town, (seq, ordinal)) AS town,
    arg_max(school_name, (seq, ordinal)) AS school_name
  FROM before GROUP BY case_token
),
tonight AS (
  SELECT t.*, s.open, coalesce(s.late, false) AS was_late, coalesce(s.escalated, false) AS was_escalated,
    coalesce(s.open, false) AND (s.list, s.reason) IS DISTINCT FROM (t.list, t.reason) AS relisted
  FROM case_tonight t LEFT JOIN standing s USING (case_token)
),
happened AS (
  SELECT *, unnest(list_filter([
      CASE WHEN NOT coalesce(open, false) THEN CASE WHEN spell > 0 OR open IS NOT NULL THEN 'reopened' ELSE 'opened' END END,
      CASE WHEN relisted THEN 'listed_as' END,
      CASE WHEN late AND NOT was_late THEN 'late' END,
      CASE WHEN escalated AND NOT was_escalated THEN 'escalated' END], lambda x: x IS NOT NULL)) AS kind
  FROM tonight
),
told AS (
  SELECT as_of, case_token, any_value(child_id) AS child_id, kind, arg_max(list, (seq, ordinal)) AS list,
    arg_max(reason, (seq, ordinal)) AS reason, arg_max(town, (seq, ordinal)) AS town,
    arg_max(school_name, (seq, ordinal)) AS school_name
  FROM before WHERE kind <> 'moved' GROUP BY as_of, case_token, kind
  UNION ALL
  SELECT getvariable('as_of'), case_token, child_id, kind, list, reason, town, school_name FROM happened
  UNION ALL
  SELECT getvariable('as_of'), s.case_token, s.child_id, 'closed', s.list, coalesce(n.status, 'left'), s.town, s.school_name
  FROM standing s LEFT JOIN status_tonight n USING (child_id)
  WHERE s.open AND s.case_token NOT IN (SELECT case_token FROM case_tonight)
)
-- A casebook of an earlier layout did not note the town.
SELECT as_of, case_token, child_id, kind, list, reason,
  coalesce(town, max(town) OVER (PARTITION BY case_token), '未识别') AS town, school_name
FROM told
