-- title: 在籍而不在花名册上的儿童
-- grain: 一名在读学籍都不在花名册上的儿童，没有别的说明
-- key: child_id
-- publish: no
-- columns:
--   child_id: 儿童编号
--   roll_record: 不在花名册上的学籍记录
WITH absent AS (
  SELECT r.child_id, r.roll_record
  FROM attendance a JOIN roll_of_subject r ON r.roll_record = a.record_id WHERE a.seen = 'absent' AND r.active
)
SELECT child_id, min(roll_record) AS roll_record FROM absent
-- In class by another roll record; or a certificate, leave or teaching at home tells why the seat is empty, and decides.
WHERE child_id NOT IN (
    SELECT child_id FROM roll_of_subject WHERE active AND roll_record NOT IN (SELECT roll_record FROM absent))
  AND child_id NOT IN (SELECT child_id FROM evidence_in_force WHERE in_force)
  AND child_id NOT IN (SELECT child_id FROM disability_of_child WHERE placement = 'home' AND in_force)
GROUP BY child_id
