-- title: 隔离和不计入的行：按原因
SELECT source, outcome, reason, count(*) AS rows
FROM record
WHERE outcome <> 'loaded'
GROUP BY ALL
ORDER BY outcome DESC, rows DESC, source, reason
