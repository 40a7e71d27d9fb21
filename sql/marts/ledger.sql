-- title: 台账
-- grain: 一个乡镇的一种状态；全县各行 town 为 *
-- key: town, status
-- publish: main
-- columns:
--   town: 乡镇；全县为 *
--   status: 状态；age_unknown 为出生日期不明的户籍人口，不计入总数
--   children: 人数
WITH counted AS (
  SELECT town, status, count(*) AS children FROM child GROUP BY town, status
  UNION ALL
  SELECT coalesce(t.town, '未识别'), 'age_unknown', count(*)
  FROM age a JOIN source.population p USING (record_id) LEFT JOIN town t ON t.town = p.town
  WHERE a.age_unknown
  GROUP BY ALL
),
line AS (
  SELECT status FROM status UNION ALL SELECT 'age_unknown'
),
place AS (
  SELECT town FROM town UNION SELECT town FROM counted UNION SELECT '*'
)
SELECT p.town, l.status, coalesce(sum(c.children), 0)::BIGINT AS children
FROM place p CROSS JOIN line l
  LEFT JOIN counted c ON c.status = l.status AND (c.town = p.town OR p.town = '*')
GROUP BY p.town, l.status
