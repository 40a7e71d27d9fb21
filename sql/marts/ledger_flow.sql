-- title: 台账的流动：上一夜的一种状态到本夜的一种状态
-- grain: 一个乡镇（全县为 *）的一对状态，为零的不列；第一夜没有
-- key: town, from_status, to_status
-- publish: main
-- columns:
--   town: 乡镇；全县为 *
--   from_status: 上一夜的状态；entered 上一夜不在台账，other_town 上一夜在其他乡镇
--   to_status: 本夜的状态；left 本夜不在台账，other_town 本夜在其他乡镇
--   children: 人数
WITH way AS (
  SELECT h.town AS from_town, c.town AS to_town, coalesce(h.status, 'entered') AS from_status,
    coalesce(c.status, 'left') AS to_status
  FROM (FROM status_held WHERE until IS NULL) h FULL JOIN child c USING (child_id)
  WHERE EXISTS (FROM last_night)
),
placed AS (
  SELECT '*' AS town, from_status, to_status FROM way
  UNION ALL
  SELECT coalesce(from_town, to_town), from_status, to_status FROM way
  WHERE coalesce(from_town, to_town) = coalesce(to_town, from_town)
  UNION ALL
  SELECT from_town, from_status, 'other_town' FROM way WHERE from_town <> to_town
  UNION ALL
  SELECT to_town, 'other_town', to_status FROM way WHERE from_town <> to_town
)
SELECT town, from_status, to_status, count(*) AS children FROM placed GROUP BY ALL
