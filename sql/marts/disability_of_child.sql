-- title: 残联名单对儿童的说明
-- grain: 一名在残联名单上的儿童，取数据日期最新的名单
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   disability_record: 残联名单记录编号
--   placement: 安置方式；同日的名单互相矛盾、或不在列表中的为空
--   severe: 重度（一级、二级），等级不明的从重
--   as_of: 名单的数据日期
--   valid_through: 名单所属学期（或学年）的最后一天
--   in_force: 名单属于本学期（或本学年，依设置 certificate_valid）
WITH shared AS (
  FROM claim_on_file
  UNION
  SELECT d.other_child, c.record_id FROM claim_on_file c JOIN suspected_duplicate d USING (child_id)
),
newest AS (
  SELECT h.child_id, h.record_id, r.placement, coalesce(r.disability_level IN ('1', '2'), true) AS severe, r.as_of
  FROM shared h JOIN subject USING (child_id) JOIN source.disability r ON r.record_id = h.record_id
  WHERE h.record_id NOT IN (FROM contested_on_file) AND r.as_of <= getvariable('as_of')
  QUALIFY rank() OVER (PARTITION BY h.child_id ORDER BY r.as_of DESC) = 1
)
SELECT
  child_id, min(record_id) AS disability_record,
  CASE WHEN count(DISTINCT coalesce(placement, '')) = 1 THEN any_value(placement) END AS placement,
  bool_or(severe) AS severe, any_value(as_of) AS as_of,
  any_value(t.last_day) AS valid_through,
  coalesce(any_value(t.last_day) >= getvariable('as_of'), false) AS in_force
FROM newest n LEFT JOIN certificate_term t ON n.as_of BETWEEN t.first_day AND t.last_day
GROUP BY child_id
