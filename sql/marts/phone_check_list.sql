-- title: 电话核实名单（限制）
-- grain: 等待电话核实的一件证明
-- key: draw_id
-- publish: restricted
-- columns:
--   draw_id: 抽查编号
--   school_name: 学校；证明少的学校合为一组，按儿童的乡镇分
--   name: 姓名
--   sex: 性别
--   age: 周岁
--   town: 乡镇；不在乡镇名单上的为“未识别”
--   village: 村（居）
--   guardian: 监护人，没有的为户主
--   phone: 联系电话
--   located_school: 证明所载的就读学校
--   located_grade: 证明所载的就读年级
--   evidence_no: 证据编号
--   evidence_date: 取证日期
--   valid_until: 有效期的最后一天
--   verifier: 核查（取证）人
--   tries: 未接通的次数
SELECT d.draw_id, d.school_name, p.name, p.sex, c.age, c.town, p.village, p.guardian, t.phone,
  e.located_school, e.located_grade, e.evidence_no, e.evidence_date, c.valid_until, e.verifier, d.tries
FROM phone_check d
  JOIN child c USING (child_id)
  JOIN person p ON p.record_id = c.record_id
  JOIN source.evidence e ON e.record_id = c.evidence_record
  LEFT JOIN telephone_of_child t ON t.child_id = d.child_id
WHERE d.waiting
