-- title: 本夜各项数
-- grain: 一个乡镇（全县为 *）的一个项目，为零的不列
-- key: town, item
-- publish: no
-- columns:
--   town: 乡镇，全县为 *
--   item: 项目
--   total: 本夜的数
WITH of_town AS (
  SELECT town, status AS item, children AS total FROM ledger
  UNION ALL
  SELECT town, 'of_age', sum(children) FROM ledger WHERE status <> 'age_unknown' GROUP BY town
  UNION ALL
  SELECT town, 'in_school', sum(children) FROM ledger JOIN status USING (status) WHERE in_school GROUP BY town
),
counted AS (
  SELECT town, 'poor' AS item FROM child WHERE poverty
  UNION ALL
  SELECT town, 'poor_unschooled' FROM child WHERE poverty AND list = 'visit'
  UNION ALL
  SELECT school_town, 'on_roll' FROM roll_standing WHERE active AND in_county AND school_town IS NOT NULL
)
SELECT town, item, total::BIGINT AS total FROM of_town WHERE total > 0
UNION ALL
SELECT coalesce(town, '*'), item, count(*) FROM counted GROUP BY GROUPING SETS ((town, item), (item))
