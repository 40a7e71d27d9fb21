-- title: 各项数据统一
-- grain: 一个单位上报的一个数
-- key: record_id
-- publish: main
-- columns:
--   record_id: 记录编号
--   town: 乡镇，全县为 *
--   item: 项目，见 item_label
--   item_label: 项目名称
--   declared_by: 上报单位
--   declared: 上报数
--   ours: 本夜的数；乡镇不在名单上的为空
--   difference: 上报数减本夜的数
SELECT
  c.record_id, c.town, c.item, t.label AS item_label,
  -- Free text may hold a number typed into the wrong cell.
  CASE WHEN NOT regexp_matches(c.declared_by, '\d{7}') THEN c.declared_by END AS declared_by,
  c.declared,
  CASE WHEN p.town IS NOT NULL THEN coalesce(o.total, 0) END AS ours,
  c.declared - CASE WHEN p.town IS NOT NULL THEN coalesce(o.total, 0) END AS difference
FROM source.control_totals c
  LEFT JOIN (SELECT town FROM town UNION SELECT '*') p ON p.town = c.town
  LEFT JOIN our_total o ON o.town = c.town AND o.item = c.item
  LEFT JOIN config.term t ON t.vocabulary = 'total_item' AND t.code = c.item
