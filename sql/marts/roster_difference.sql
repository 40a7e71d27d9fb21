-- title: 在籍与在校不一致
-- grain: 一条在籍而不在花名册上的学籍、一条疑似的，或一条在花名册上而无学籍的
-- key: record_id
-- publish: main
-- columns:
--   record_id: 学籍（或花名册）记录编号
--   kind: absent 在籍不在册，unsure 在籍而册上只有疑似本人的，unlisted 在册无籍
--   school_name: 校名
--   grade: 年级；不明的为空
--   class_no: 班号；读不出的为空串
--   month: 花名册的月份
--   child_id: 儿童编号；不在适龄儿童之列的为空
--   status: 儿童的状态
--   list: 儿童列入的清单
--   handled: 由谁办理：visit、certificate、placement 走访人，data_desk 数据人员；explained 已有佐证、休学审批、送教上门或另一条在读学籍说明，不需办理；not_of_age 不在适龄段
WITH found AS (
  SELECT a.record_id, a.seen AS kind, s.school_name, s.grade, a.class_no, a.month
  FROM attendance a JOIN roll_standing s USING (record_id) WHERE a.seen IN ('absent', 'unsure')
  UNION ALL
  SELECT x.record_id, 'unlisted', x.school, x.grade, x.class_no, x.month
  FROM roster_row x JOIN roster_finding f ON f.record_id = x.record_id AND f.code = 'in_school_no_roll'
),
pupil AS (
  SELECT roll_record AS record_id, min(child_id) AS child_id FROM roll_of_subject GROUP BY roll_record
  UNION ALL
  SELECT roster_record, min(child_id) FROM seat_of_child GROUP BY roster_record
)
SELECT f.record_id, f.kind, regexp_replace(f.school_name, '\d{7,}', '…', 'g') AS school_name, f.grade::SMALLINT AS grade, f.class_no, f.month, p.child_id, s.status, s.list,
  CASE
    WHEN f.record_id IN (SELECT record_id FROM roster_finding)     THEN 'data_desk'
    WHEN s.list <> 'none'                                          THEN s.list
    WHEN p.child_id IS NOT NULL                                    THEN 'explained'
    ELSE 'not_of_age'
  END AS handled
FROM found f LEFT JOIN pupil p USING (record_id) LEFT JOIN status_tonight s USING (child_id)
