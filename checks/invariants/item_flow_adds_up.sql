-- title: 上一夜的各项数加计入、减不再计入，等于本夜的数
-- What is counted tonight is counted again here, from the children and the roll, not from who moved.
WITH today AS (
  SELECT town, item, total FROM our_total WHERE item IN (SELECT item FROM item_held)
    AND item IN ('poor', 'poor_unschooled', 'on_roll')
),
yesterday AS (
  SELECT coalesce(town, '*') AS town, item, count(*) AS total FROM item_held WHERE until IS NULL
  GROUP BY GROUPING SETS ((town, item), (item))
)
SELECT coalesce(f.town, t.town, y.town) AS town, coalesce(f.item, t.item, y.item) AS item
FROM item_flow f FULL JOIN today t ON t.town = f.town AND t.item = f.item
  FULL JOIN yesterday y ON y.town = coalesce(f.town, t.town) AND y.item = coalesce(f.item, t.item)
WHERE coalesce(y.total, 0) IS DISTINCT FROM coalesce(f.yesterday, 0)
  OR coalesce(f.yesterday, 0) + coalesce(f.entered, 0) - coalesce(f.gone, 0) IS DISTINCT FROM coalesce(t.total, 0)
