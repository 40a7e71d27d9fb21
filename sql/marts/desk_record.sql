-- title: 要更正的记录
-- grain: 一条记录或一个文件的一个要更正的问题
-- key: task_no
-- publish: no
-- columns:
--   task_no: 编号
--   kind: record 或 file
--   source: 登记册
--   file_name: 文件名
--   sheet: 工作表
--   row_no: 行号
--   column_name: 列
--   code: 问题代码
--   problem: 问题
--   mend: 处理办法
--   record_id: 记录编号
WITH grown_up AS (
  SELECT record_id FROM age_of_record WHERE source <> 'roll' AND NOT in_band AND NOT age_unknown
),
found AS (
  SELECT DISTINCT source, record_id, file_name, column_name, code FROM finding
  -- A telephone that cannot be used matters to the visitor alone, who sees it on the visit list.
  -- A broken promise is about a whole register; the rows behind it are findings of their own.
  WHERE code NOT IN ('row_quarantined', 'phone_unusable', 'promise_broken') AND record_id IS DISTINCT FROM ''
  UNION ALL
  SELECT source, record_id, file_name, m.column_name, reason FROM source.record LEFT JOIN config.mended m USING (reason)
  WHERE outcome = 'quarantined' AND reason NOT IN ('unanswered', 'undecided')
    -- Of a verdict on file whose records have left the registers nothing is to be mended.
    AND NOT (file_name = 'casebook' AND reason = 'pair_gone')
)
SELECT
  CASE WHEN f.record_id IS NULL THEN 'F' ELSE 'R' END
    || upper(md5(concat_ws('|', f.source, f.record_id, f.file_name, f.column_name, f.code))[:12]) AS task_no,
  CASE WHEN f.record_id IS NULL THEN 'file' ELSE 'record' END AS kind,
  f.source, coalesce(r.file_name, f.file_name) AS file_name, r.sheet, r.row_no, f.column_name, f.code,
  coalesce(c.label, q.label, f.code) AS problem,
  coalesce(c.mend, '按原因更正后重新提交') AS mend,
  f.record_id
FROM found f
  LEFT JOIN source.record r USING (record_id)
  LEFT JOIN config.finding c ON c.code = f.code
  LEFT JOIN config.term q ON q.vocabulary = 'quarantined' AND q.code = f.code
WHERE f.record_id IS NULL OR f.record_id NOT IN (SELECT record_id FROM grown_up)
