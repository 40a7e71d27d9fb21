-- title: 即将到期的佐证
-- grain: 一名状态凭佐证认定、佐证在近日（设置 expiring_days）到期的儿童，户籍库内外都在内
-- key: child_id
-- publish: main
-- columns:
--   child_id: 儿童编号
--   kind: 佐证的核查结果：enrolled_outside 在外就读、suspended 休学、deferred 延缓入学等
--   last_day: 有效期的最后一天，次日起重新列入清单
--   days_left: 距最后一天的天数；0 为今天是最后一天
--   stated: 最后一天是佐证上写明的；否则按学期（或学年，依设置 certificate_valid）推定
--   status: 现在的状态
--   status_after: 到期而没有新佐证时的状态
--   list_after: 到期而没有新佐证时列入的清单
--   town: 乡镇；不在乡镇名单上的为“未识别”
--   village: 村（居）
--   school_name: 佐证所载的学校
--   grade: 佐证所载的年级
--   poverty: 是否脱贫户或监测对象家庭
--   responsible: 责任人代码；尚未分派的为空串
--   evidence_record: 佐证、审批或残联名单记录编号
SELECT
  child_id, r.kind, r.last_day, (r.last_day - getvariable('as_of'))::INTEGER AS days_left, r.stated,
  s.status, r.status_after, r.list_after,
  coalesce(c.town, o.town) AS town, c.village, c.school_name, c.grade, coalesce(c.poverty, true) AS poverty,
  coalesce(z.codes, '') AS responsible, r.evidence_record
FROM running_out r
  JOIN subject_status s USING (child_id)
  LEFT JOIN child c USING (child_id)
  LEFT JOIN outside_denominator o USING (child_id)
  LEFT JOIN responsible_of_child z USING (child_id)
