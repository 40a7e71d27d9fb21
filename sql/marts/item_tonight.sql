-- title: 本夜计入各项数的
-- grain: 一个上报过的、不由状态说明的项目与计入其中的一名儿童（在籍在读为一条学籍）
-- key: item, member
-- publish: no
-- columns:
--   item: 项目：poor、poor_unschooled、on_roll；从首次有单位上报的那一夜起
--   member: 儿童编号；在籍在读为该条学籍的代号，与文件和行号无关
--   town: 计入的乡镇
WITH followed AS (
  SELECT item FROM source.control_totals UNION SELECT item FROM casebook.item_event
),
counted AS (
  SELECT 'poor' AS item, child_id AS member, town FROM child WHERE poverty
  UNION ALL
  SELECT 'poor_unschooled', child_id, town FROM child WHERE poverty AND list = 'visit'
  UNION ALL
  SELECT 'on_roll', member, school_town FROM roll_standing JOIN casebook.roll_member USING (record_id)
  WHERE active AND in_county AND school_town IS NOT NULL
)
SELECT item, member, town FROM counted WHERE item IN (SELECT item FROM followed)
