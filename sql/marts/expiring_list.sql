-- title: 即将到期的佐证名单（限制）
-- grain: 一名状态凭佐证认定、佐证在近日到期的儿童
-- key: child_id
-- publish: restricted
-- columns:
--   last_day: 有效期的最后一天
--   days_left: 距最后一天的天数
--   kind: 佐证的核查结果
--   stated: 最后一天是佐证上写明的
--   name: 姓名
--   sex: 性别
--   age: 周岁
--   town: 乡镇
--   village: 村（居）
--   address: 地址
--   guardian: 监护人，没有的为户主
--   phone: 联系电话
--   school_name: 佐证所载的学校
--   grade: 佐证所载的年级
--   poverty: 是否脱贫户或监测对象家庭
--   status_after: 到期而没有新佐证时的状态
--   list_after: 到期而没有新佐证时列入的清单
--   responsible: 责任人姓名，尚未分派的为空
--   child_id: 儿童编号
SELECT
  e.last_day, e.days_left, e.kind, e.stated, p.name, p.sex, a.age, e.town, e.village, p.address, p.guardian, t.phone,
  coalesce(e.school_name, f.located_school) AS school_name, coalesce(e.grade, f.located_grade) AS grade, e.poverty,
  e.status_after, e.list_after, z.names AS responsible, e.child_id
FROM expiring e
  JOIN subject s USING (child_id)
  JOIN person p USING (record_id)
  JOIN age_of_record a USING (record_id)
  LEFT JOIN on_file f ON f.record_id = e.evidence_record
  LEFT JOIN telephone_of_child t ON t.child_id = e.child_id
  LEFT JOIN responsible_of_child z ON z.child_id = e.child_id
