-- title: 户籍库之外的适龄儿童
-- grain: 监测名单或学籍中的一名适龄儿童，户籍库中没有此人；在总数之外另计
-- key: record_id
-- publish: main
-- columns:
--   record_id: 监测名单或学籍记录编号
--   child_id: 儿童编号；仅监测名单儿童有
--   source: poverty（监测名单）或 roll（学籍）
--   age: 基准日的周岁
--   town: 乡镇；学籍记录为学校所属乡镇；不在乡镇名单上的为“未识别”
--   reason: poverty_child_unregistered 或 roll_child_unregistered
--   status: 监测名单儿童的就学状态，认定规则与适龄儿童相同
--   list: 列入的清单
WITH registry_pair AS (
  SELECT DISTINCT right_record AS record_id FROM linked.pair
  WHERE left_source = 'population' AND right_source = 'poverty' AND decision = 'review'
)
SELECT
  o.record_id, s.child_id, o.source, o.age,
  coalesce(t.town, '未识别') AS town,
  CASE o.source WHEN 'poverty' THEN 'poverty_child_unregistered' ELSE 'roll_child_unregistered' END AS reason,
  s.status,
  CASE
    WHEN o.source = 'roll'                                              THEN 'none'
    -- Perhaps a registered child: the data desk looks first, unless a visit has already found the child out of school.
    WHEN r.record_id IS NOT NULL AND s.status <> 'out_of_school'
      AND s.list = 'visit'                                              THEN 'data_desk'
    ELSE s.list
  END AS list
FROM outside_candidate o
  LEFT JOIN subject_status s USING (record_id)
  LEFT JOIN registry_pair r USING (record_id)
  LEFT JOIN source.poverty p USING (record_id)
  LEFT JOIN school_of_roll c USING (record_id)
  LEFT JOIN town t ON t.town = coalesce(p.town, c.town)
