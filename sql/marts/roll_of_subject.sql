-- title: 每人的学籍
-- grain: 一人与一条已链接的学籍记录
-- key: child_id, roll_record
-- publish: no
-- columns:
--   child_id: 儿童编号
--   roll_record: 学籍记录编号
--   grounds: 学籍说明的情形，在读的按学校所在地分（对应 precedence 的 grounds）
--   active: 学籍在读
--   active_since: 已知的最近一次入学或异动日期
WITH linked_roll AS (
  SELECT left_record AS record_id, right_record AS roll_record
  FROM linked.link WHERE left_source = 'population' AND right_source = 'roll'
  UNION ALL
  SELECT right_record, left_record FROM linked.link WHERE left_source = 'roll' AND right_source = 'poverty'
)
SELECT
  s.child_id, l.roll_record,
  CASE
    WHEN r.standing = 'enrolled' AND NOT r.in_county          THEN 'roll_outside'
    WHEN r.standing = 'enrolled' AND r.school_town = s.town   THEN 'roll_in_town'
    WHEN r.standing = 'enrolled'                              THEN 'roll_in_county'
    WHEN r.standing = 'primary_finished' AND c.graduates_settling
      AND coalesce(r.changed >= date_trunc('year', c.turn_from), true) THEN 'roll_primary_transition'
    ELSE 'roll_' || r.standing
  END AS grounds,
  r.active, r.active_since
FROM subject s
  JOIN linked_roll l USING (record_id)
  JOIN roll_standing r ON r.record_id = l.roll_record
  CROSS JOIN calendar c
