-- title: 与上报数不一致的可能原因，各有多少人
-- grain: 一个不一致的上报数的一种可能原因
-- columns:
--   town: 乡镇；全县为 *
--   item_label: 项目
--   declared_by: 上报单位
--   declared: 上报数
--   ours: 本夜的数
--   difference: 上报数减本夜的数
--   agreed_on: 最近一次一致的基准日
--   why: 原因，见 control_difference；没有找到的为空
--   counted: 这些人计入了本夜的数
--   children: 人数
SELECT t.town, t.item_label, t.declared_by, t.declared, t.ours, t.difference, d.agreed_on, d.why, d.counted,
  count(d.member) AS children
FROM control_total t LEFT JOIN control_difference d USING (record_id)
WHERE t.difference <> 0
GROUP BY ALL
ORDER BY t.town, t.item_label, t.declared_by, children DESC, d.why, d.counted
