-- title: 读入的文件：行数与去向
SELECT
    record.source,
    record.file_name,
    count(DISTINCT record.sheet) AS sheets,
    (SELECT max(as_of) FROM source.file WHERE file.source = record.source AND file.file_name = record.file_name) AS as_of,
    count(*) AS rows_read,
    count(*) FILTER (record.outcome = 'loaded') AS loaded,
    count(*) FILTER (record.outcome = 'quarantined') AS quarantined,
    count(*) FILTER (record.outcome = 'excluded') AS excluded
FROM record
GROUP BY ALL
ORDER BY record.source, record.file_name
