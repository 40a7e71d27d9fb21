-- title: 台账：乡镇 × 状态，全县一行的乡镇为 '*'
SELECT town, status, children
FROM ledger
ORDER BY town, status
