-- title: 各夜台账，全县
SELECT as_of, status, children
FROM ledger_history
WHERE town = '*'
ORDER BY as_of, status
