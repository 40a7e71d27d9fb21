-- title: 需取材料
-- grain: 一种原因
-- key: reason
-- publish: no
-- columns:
--   reason: 原因
--   material: 核查时要取得的材料
FROM (VALUES
  ('evidence_missing',           '就读学校盖章的在读证明（写明学校、年级、有效期）'),
  ('evidence_expired',           '就读学校盖章的新的在读证明（写明学校、年级、有效期）'),
  ('certificate_untrue',         '入户核实是否在校；就读学校盖章的新的在读证明（原证明经电话核实不属实）'),
  ('disability_unplaced',        '残疾人证复印件；安置意见（特殊教育学校、随班就读或送教上门）'),
  ('visit_not_in_school',        '劝返复学记录；复学后就读学校盖章的在读证明'),
  ('roll_left',                  '离校原因说明；复学或转入学校的在读证明'),
  ('roll_moved',                 '转入学校盖章的在读证明'),
  ('roll_incomplete',            '现就读学校的在读证明；未就读的记录原因'),
  ('roll_suspended',             '休学审批表（写明起止日期），或复学后的在读证明'),
  ('approval_expired',           '新的审批表（写明起止日期），或入学、复学后的在读证明'),
  ('roll_dead',                  '死亡证明或户口注销证明'),
  ('primary_finished',           '初中学校的入学或在读证明'),
  ('transition',                 '新学年入学证明（学校盖章）'),
  ('roster_absent',              '到课情况说明；现就读学校的在读证明'),
  ('poverty_child_unregistered', '户口簿复印件（核对户籍所在地）；在读证明'),
  ('visit_person_unknown',       '向派出所和村（居）核实住址；在读证明，或空挂户、迁出的备案材料'),
  ('visit_information_wrong',    '户口簿复印件（更正姓名、号码或住址）；在读证明'),
  ('nothing_found',              '在读证明；已死亡、失踪、空挂户或迁出的，取备案材料')
) AS line(reason, material)
