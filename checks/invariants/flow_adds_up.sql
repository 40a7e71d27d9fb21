-- title: 上一夜的台账加进入、减离开，等于本夜的台账
-- Everybody counted the night before goes somewhere, and everybody counted tonight comes from somewhere: line by line.
WITH yesterday AS (
  SELECT town, status, children FROM ledger_history JOIN last_night USING (as_of)
),
today AS (
  SELECT town, status, children FROM ledger WHERE status <> 'age_unknown' AND children > 0 AND EXISTS (FROM last_night)
),
gone AS (
  SELECT town, from_status AS status, sum(children) AS moved FROM ledger_flow
  WHERE from_status NOT IN ('entered', 'other_town') GROUP BY ALL
),
come AS (
  SELECT town, to_status AS status, sum(children) AS moved FROM ledger_flow
  WHERE to_status NOT IN ('left', 'other_town') GROUP BY ALL
)
SELECT town, status FROM yesterday FULL JOIN gone USING (town, status) WHERE children IS DISTINCT FROM moved
UNION ALL
SELECT town, status FROM today FULL JOIN come USING (town, status) WHERE children IS DISTINCT FROM moved
