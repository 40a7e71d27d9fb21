-- title: 核查清单（限制）
-- grain: 一项要上门或电话办理的任务
-- key: case_token
-- publish: restricted
-- columns:
--   case_token: 任务编号
--   priority: 优先级，1 最急
--   category: 类别：visit、certificate、placement
--   reason: 原因
--   name: 姓名
--   sex: 性别
--   age: 周岁
--   town: 乡镇；不在乡镇名单上的为“未识别”
--   village: 村（居）
--   address: 地址：现住址，没有的为户籍地址
--   guardian: 监护人，没有的为户主
--   phone: 联系电话
--   last_school: 最后就读学校
--   last_grade: 最后年级
--   poverty: 是否脱贫户或监测对象家庭
--   material: 需取材料
--   responsible: 责任人姓名，尚未分派的为空
--   first_listed: 首次列入清单的基准日
--   nights_listed: 已列入清单的夜数
--   due: 期限
--   child_id: 儿童编号
--   household_no: 户号
--   late: 已过期限
--   responsible_codes: 责任人代码，几人共同负责的用“、”隔开；尚未分派的为空串
--   own_school: 最后就读学校在县内的，为其校名
WITH own_school AS (
  SELECT DISTINCT school_name FROM known_school WHERE in_county
)
SELECT
  x.case_token, x.priority, x.list AS category, x.reason, p.name, p.sex, a.age, x.town, p.village,
  CASE WHEN x.town = '未识别' THEN concat_ws(' ', p.town, p.address) ELSE p.address END AS address,
  p.guardian, coalesce(p.phone, t.phone) AS phone, l.school_name AS last_school, l.grade AS last_grade, x.poverty,
  concat(m.material, v.note) AS material, z.names AS responsible, x.first_listed, x.nights_listed, x.due, x.child_id,
  p.household_no, x.late, x.responsible AS responsible_codes, o.school_name AS own_school
FROM exception x
  JOIN subject s USING (child_id)
  JOIN person p USING (record_id)
  JOIN age_of_record a USING (record_id)
  LEFT JOIN telephone_of_child t ON t.child_id = x.child_id
  LEFT JOIN last_schooling l ON l.child_id = x.child_id
  LEFT JOIN own_school o ON o.school_name = l.school_name
  LEFT JOIN material m ON m.reason = x.reason
  LEFT JOIN visit_note v ON v.child_id = x.child_id
  LEFT JOIN responsible_of_child z ON z.child_id = x.child_id
WHERE x.list IN ('visit', 'certificate', 'placement')
ORDER BY x.town, p.village, p.household_no, x.case_token
