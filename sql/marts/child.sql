-- title: 适龄儿童
-- grain: 户籍库中适龄段内的一人；重复户籍各占一行
-- key: child_id
-- publish: main
-- columns:
--   child_id: 儿童编号，逐夜不变
--   record_id: 户籍记录编号
--   sex: 性别：1 男，2 女
--   age: 基准日的周岁
--   town: 乡镇；不在乡镇名单上的为“未识别”
--   village: 村（居）
--   status: 状态，见 status 表
--   reason: 原因
--   list: 列入的清单：none、visit、certificate、placement、data_desk
--   school_name: 认定所依据的学校
--   grade: 年级：0 学前，1–9 义务教育，10 及以上为高中阶段
--   poverty: 是否脱贫户或监测对象家庭
--   first_listed: 首次列入清单的基准日；未列入为空
--   nights_listed: 已列入清单的夜数（按不同的基准日计）
--   roll_record: 认定所依据的学籍记录
--   valid_until: 认定所依据的佐证有效期的最后一天；不凭佐证或不会过期的为空
--   evidence_record: 认定所依据的佐证、审批记录
SELECT
  s.child_id, s.record_id, u.sex, u.age,
  coalesce(t.town, '未识别') AS town,
  -- Free text may hold a number typed into the wrong cell.
  CASE WHEN NOT regexp_matches(u.village, '\d{7}') THEN u.village END AS village,
  s.status, s.reason, s.list,
  CASE WHEN NOT regexp_matches(coalesce(r.school_name, e.located_school), '\d{7}')
    THEN coalesce(r.school_name, e.located_school) END AS school_name,
  coalesce(r.grade, e.located_grade)::SMALLINT AS grade,
  s.record_id IN (SELECT record_id FROM poverty_of_child) AS poverty,
  k.first_listed, k.nights_listed::INTEGER AS nights_listed,
  s.roll_record, v.last_day AS valid_until, s.evidence_record
FROM child_status s
  JOIN subject u ON u.child_id = s.child_id
  LEFT JOIN town t ON t.town = u.town
  LEFT JOIN roll_standing r ON r.record_id = s.roll_record AND s.reason <> 'id_shared'
  LEFT JOIN on_file e ON e.record_id = s.evidence_record
  LEFT JOIN validity v ON v.child_id = s.child_id
  LEFT JOIN casebook.task k ON k.child_id = s.child_id AND s.list <> 'none'
