-- title: 计入不一致的数的儿童
-- grain: 一个与本夜的数不一致的上报数与计入本夜该数的一名儿童（在籍在读为一条学籍）
-- key: record_id, member
-- publish: no
-- columns:
--   record_id: 上报数的记录编号
--   member: 儿童编号；在籍在读为学籍记录编号
WITH counted AS (
  SELECT c.town, i.item, c.child_id AS member FROM child c JOIN item_of_status i USING (status)
  UNION ALL
  SELECT town, 'poor', child_id FROM child WHERE poverty
  UNION ALL
  SELECT town, 'poor_unschooled', child_id FROM child WHERE poverty AND list = 'visit'
  UNION ALL
  SELECT school_town, 'on_roll', record_id FROM roll_standing WHERE active AND in_county AND school_town IS NOT NULL
)
SELECT t.record_id, c.member
FROM control_total t JOIN counted c ON c.item = t.item AND (c.town = t.town OR t.town = '*')
WHERE t.difference <> 0
