-- title: 各项数据不一致的可能原因，逐人（限制）
-- grain: 一个与本夜的数不一致的上报数、一名可能说明差异的儿童与一种原因
-- key: record_id, member, why
-- publish: restricted
-- columns:
--   town: 上报数的乡镇；全县为 *
--   item: 项目
--   declared_by: 上报单位
--   declared: 上报数
--   ours: 本夜的数
--   difference: 上报数减本夜的数
--   agreed_on: 最近一次一致的基准日；没有的为空
--   place: 先看的在前
--   why: 原因
--   counted: 计入本夜的数
--   name: 姓名；已不在登记册的为空
--   sex: 性别
--   dob: 出生日期
--   child_town: 儿童的乡镇
--   village: 村（居）
--   school: 学校
--   status: 本夜的状态
--   record_id: 上报数的记录编号
--   member: 儿童编号或登记册的记录编号
WITH who AS (
  SELECT child_id AS member, record_id FROM casebook.child
  UNION
  SELECT child_id, record_id FROM casebook.gone WHERE record_id IS NOT NULL
  UNION
  SELECT member, member FROM control_difference
  WHERE member NOT IN (SELECT child_id FROM casebook.child UNION ALL SELECT child_id FROM casebook.gone WHERE record_id IS NOT NULL)
)
SELECT
  t.town, t.item, t.declared_by, t.declared, t.ours, t.difference, d.agreed_on, d.place, d.why, d.counted,
  coalesce(p.name, a.name_display) AS name, coalesce(p.sex, a.sex) AS sex, coalesce(p.dob, a.dob) AS dob,
  coalesce(c.town, p.town, a.town) AS child_town, coalesce(p.village, a.village) AS village,
  coalesce(c.school_name, p.school) AS school, c.status, d.record_id, d.member
FROM control_difference d
  JOIN control_total t USING (record_id)
  LEFT JOIN who w USING (member)
  LEFT JOIN person p ON p.record_id = w.record_id
  LEFT JOIN source.population a ON a.record_id = w.record_id
  LEFT JOIN child c ON c.child_id = d.member
