-- title: 各项数的流动：上一夜加计入、减不再计入，等于本夜
-- grain: 一个乡镇（全县为 *）的一个不由状态说明的项目；开始跟踪的第一夜没有
-- key: town, item
-- publish: main
-- columns:
--   town: 乡镇；全县为 *
--   item: 项目：poor 脱贫监测户儿童，poor_unschooled 其中未就学的，on_roll 在籍在读
--   yesterday: 上一夜的数
--   entered: 本夜计入而上一夜没有的；乡镇的数含从其他乡镇转来的
--   gone: 上一夜计入而本夜没有的；乡镇的数含转往其他乡镇的
--   today: 本夜的数
WITH before AS (
  SELECT item, member, town FROM item_held WHERE until IS NULL
),
way AS (
  SELECT item, b.town AS from_town, t.town AS to_town
  FROM before b FULL JOIN item_tonight t USING (item, member)
  WHERE item IN (SELECT item FROM item_held)
),
placed AS (
  SELECT '*' AS town, item, from_town IS NOT NULL AS was, to_town IS NOT NULL AS is_now FROM way
  UNION ALL
  SELECT coalesce(from_town, to_town), item, from_town IS NOT NULL, to_town IS NOT NULL FROM way
  WHERE coalesce(from_town, to_town) = coalesce(to_town, from_town)
  UNION ALL
  SELECT from_town, item, true, false FROM way WHERE from_town <> to_town
  UNION ALL
  SELECT to_town, item, false, true FROM way WHERE from_town <> to_town
)
SELECT town, item, count(*) FILTER (was) AS yesterday, count(*) FILTER (is_now AND NOT was) AS entered,
  count(*) FILTER (was AND NOT is_now) AS gone, count(*) FILTER (is_now) AS today
FROM placed GROUP BY town, item
