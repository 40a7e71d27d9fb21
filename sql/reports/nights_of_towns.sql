-- title: 各夜各乡镇需入户核查的儿童
SELECT
  as_of,
  town,
  coalesce(sum(children) FILTER (list = 'visit'), 0)::BIGINT AS gaps
FROM ledger_history JOIN status USING (status)
WHERE town <> '*'
GROUP BY as_of, town
ORDER BY as_of, town
