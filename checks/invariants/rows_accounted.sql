-- title: 读入行数等于载入、隔离与不计入之和，与逐行记录一致
WITH counted AS (
  SELECT source, file_name, sheet, count(*) AS rows_read,
    count(*) FILTER (outcome = 'loaded') AS loaded,
    count(*) FILTER (outcome = 'quarantined') AS quarantined,
    count(*) FILTER (outcome = 'excluded') AS excluded
  FROM record GROUP BY source, file_name, sheet
)
SELECT source, file_name, sheet
FROM source_file f FULL JOIN counted c USING (source, file_name, sheet)
WHERE (f.rows_read, f.loaded, f.quarantined, f.excluded) IS DISTINCT FROM (c.rows_read, c.loaded, c.quarantined, c.excluded)
  AND NOT (f.rows_read = 0 AND c.rows_read IS NULL)
