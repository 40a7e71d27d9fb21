-- title: 与上报数最近一次一致
-- grain: 一个与本夜的数不一致、此前曾经一致的上报数
-- key: record_id
-- publish: no
-- columns:
--   record_id: 上报数的记录编号
--   agreed_on: 最近一次一致的基准日，一年以内
WITH differing AS (
  SELECT record_id, town, item, declared FROM control_total
  WHERE difference <> 0
),
then_ours AS (
  SELECT h.as_of, h.town, i.item, sum(h.children) AS ours
  FROM ledger_history h JOIN item_of_status i USING (status)
  WHERE (h.town, i.item) IN (SELECT (town, item) FROM differing) GROUP BY ALL
  UNION ALL
  SELECT n.as_of, d.town, d.item, count(*)
  FROM differing d JOIN item_held i ON i.item = d.item AND (i.town = d.town OR d.town = '*')
    JOIN casebook.night n ON n.as_of >= i.since AND n.as_of < coalesce(i.until, getvariable('as_of'))
  GROUP BY ALL
),
night AS (
  SELECT DISTINCT as_of FROM ledger_history WHERE as_of < getvariable('as_of')
),
-- What no status tells is known from the night on which it was first followed.
followed AS (
  SELECT item, min(since) AS since FROM item_held GROUP BY item
  UNION ALL
  SELECT DISTINCT item, DATE '0001-01-01' FROM item_of_status
)
SELECT d.record_id, max(n.as_of) AS agreed_on
FROM differing d JOIN followed f USING (item) JOIN night n ON n.as_of >= f.since
  LEFT JOIN then_ours o ON o.as_of = n.as_of AND o.town = d.town AND o.item = d.item
WHERE coalesce(o.ours, 0) = d.declared
GROUP BY d.record_id
