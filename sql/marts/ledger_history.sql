-- title: 各夜台账
-- grain: 一夜一个乡镇（全县为 *）的一种状态，一年以内，为零的不列
-- key: as_of, town, status
-- publish: main
-- columns:
--   as_of: 基准日
--   town: 乡镇；全县为 *
--   status: 状态
--   children: 人数
WITH entered AS (
  SELECT since AS as_of, town, status, 1 AS children FROM status_held
  UNION ALL
  SELECT until, town, status, -1 FROM status_held WHERE until IS NOT NULL
),
change_of AS (
  SELECT as_of, coalesce(town, '*') AS town, status, sum(children) AS children
  FROM entered GROUP BY GROUPING SETS ((as_of, town, status), (as_of, status))
),
level AS (
  SELECT as_of, town, status, sum(children) OVER (PARTITION BY town, status ORDER BY as_of) AS children FROM change_of
),
line AS (
  SELECT n.as_of, k.town, k.status
  FROM casebook.night n CROSS JOIN (SELECT DISTINCT town, status FROM level) k
  WHERE n.as_of < getvariable('as_of') AND n.as_of >= getvariable('as_of') - 366
)
SELECT l.as_of, l.town, l.status, v.children::BIGINT AS children
FROM line l ASOF JOIN level v ON v.town = l.town AND v.status = l.status AND v.as_of <= l.as_of
WHERE v.children > 0
UNION ALL
SELECT getvariable('as_of'), town, status, children FROM ledger WHERE children > 0 AND status <> 'age_unknown'
