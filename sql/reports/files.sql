-- title: 读入的文件：行数与去向
SELECT
    source,
    file_name,
    count(*) AS sheets,
    max(as_of) AS as_of,
    sum(rows_read)::BIGINT AS rows_read,
    sum(loaded)::BIGINT AS loaded,
    sum(quarantined)::BIGINT AS quarantined,
    sum(excluded)::BIGINT AS excluded
FROM source_file
GROUP BY ALL
ORDER BY source, file_name
