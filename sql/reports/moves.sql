-- title: 与上一夜相比，从一种状态到另一种状态的儿童
SELECT from_status, to_status, children
FROM ledger_flow
WHERE town = '*' AND from_status <> to_status
ORDER BY children DESC, from_status, to_status
