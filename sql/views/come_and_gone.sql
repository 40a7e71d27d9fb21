-- title: 进入和离开台账的儿童，按原因
-- grain: 一个乡镇的一种去向
-- columns:
--   town: 乡镇
--   kind: entered 进入，left 离开
--   because: 原因；left 而 unregistered 的，户籍库中不再有，应向公安部门核实去向
--   children: 人数
--   listed: 其中上一夜在清单上的（离开的）或本夜列入清单的（进入的）
SELECT coalesce(to_town, from_town) AS town, kind, because, count(*) AS children,
  count(*) FILTER (coalesce(to_list, from_list) <> 'none') AS listed
FROM change
WHERE because IS NOT NULL
GROUP BY ALL
ORDER BY town, kind, children DESC, because
