-- title: 在籍而不在花名册上的儿童
-- grain: 一名在读学籍都不在花名册上的儿童，没有别的说明
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   roll_record: 不在花名册上的学籍记录
WITH told AS (
  SELECT r.child_id, r.roll_record, coalesce(a.seen = 'absent', false) AS absent
  FROM roll_of_subject r LEFT JOIN attendance a ON a.record_id = r.roll_record WHERE r.active
)
SELECT child_id, min(roll_record) AS roll_record FROM told
-- A certificate, leave or teaching at home tells why the seat is empty, and then decides.
WHERE child_id NOT IN (SELECT child_id FROM evidence_in_force WHERE in_force)
  AND child_id NOT IN (SELECT child_id FROM disability_of_child WHERE placement = 'home' AND in_force)
GROUP BY child_id HAVING bool_and(absent)
