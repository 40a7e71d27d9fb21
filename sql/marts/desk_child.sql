-- title: 要由数据人员核对的儿童
-- grain: 一名信息冲突、学校不明或年龄不明的儿童
-- key: left_record
-- publish: no
-- columns:
--   left_record: 户籍（或监测名单）记录编号
--   right_record: 与之冲突的记录编号
--   code: 原因代码
--   mend: 处理办法
WITH mending(code, mend) AS (
  VALUES
    ('cancelled_yet_enrolled', '核对户籍注销（备案）与学籍哪一方有误，更正后重新提交'),
    ('id_shared', '请公安部门核对号码属于谁，更正后重新提交'),
    ('duplicate_registration_suspected', '请公安部门核对是否重复户籍；属实的备案'),
    ('evidence_contradicts', '核实后以新的核查结果更正'),
    ('school_unknown', '在学校名录中补充该校或其别名'),
    ('roll_status_unknown', '核对学籍状态和年级，更正后重新提交'),
    ('age_unknown', '补录出生日期或号码')
),
other_row AS (
  SELECT d.child_id, min(o.record_id) AS record_id
  FROM suspected_duplicate d JOIN child_status o ON o.child_id = d.other_child GROUP BY d.child_id
),
stuck AS (
  SELECT s.record_id, s.reason AS code,
    CASE s.reason WHEN 'duplicate_registration_suspected' THEN o.record_id
      ELSE coalesce(s.roll_record, s.evidence_record) END AS other
  FROM subject_status s LEFT JOIN other_row o USING (child_id)
  WHERE s.list = 'data_desk' AND s.reason NOT IN ('roll_match_unsure', 'evidence_match_unsure')
  UNION ALL
  SELECT record_id, 'age_unknown', NULL FROM age WHERE age_unknown
)
SELECT record_id AS left_record, other AS right_record, code, mend FROM stuck LEFT JOIN mending USING (code)
