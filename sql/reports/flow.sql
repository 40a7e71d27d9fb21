-- title: 台账的流动：全县各状态，上一夜、进入、离开、本夜
WITH way AS (
  SELECT from_status AS status, children AS before, children * (to_status <> from_status)::INT AS gone, 0 AS came, 0 AS now
  FROM ledger_flow WHERE town = '*'
  UNION ALL
  SELECT to_status, 0, 0, children * (to_status <> from_status)::INT, children
  FROM ledger_flow WHERE town = '*'
)
SELECT
  status,
  sum(before)::BIGINT AS before,
  sum(came)::BIGINT AS came,
  sum(gone)::BIGINT AS gone,
  sum(now)::BIGINT AS now
FROM way JOIN status USING (status)
GROUP BY status, position
ORDER BY position
