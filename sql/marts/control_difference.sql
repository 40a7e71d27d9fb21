-- title: 各项数据不一致的可能原因，逐人
-- grain: 一个与本夜的数不一致的上报数、一名可能说明差异的儿童与一种原因；二百人以上共有的原因不列
-- key: record_id, member, why
-- publish: main
-- columns:
--   record_id: 上报数的记录编号
--   member: 儿童编号；在籍在读、本夜不在适龄段的、户籍库外的为登记册的记录编号；已不在学籍的为该条学籍的代号
--   counted: 计入本夜的数；未计入的可能计入了上报数
--   why: 原因：entered_since、left_since 上次一致后计入、不再计入；duplicate 疑似重复户籍，两行都计入；age_mode 按另一年龄口径则不同；double_enrollment 双学籍；in_review 待复核或信息冲突；by_certificate 只凭证明认定；outside 不在户籍库；age_unknown 出生日期不明；school_unknown 学校不在名录
--   place: 先看的在前：1 上次一致后的变化，2 登记册的问题，3 待复核，4 凭证明
--   agreed_on: 本夜的数与上报数最近一次一致的基准日；没有的为空
WITH differing AS (
  SELECT t.record_id, t.town, t.item, a.agreed_on FROM control_total t LEFT JOIN control_agreed a USING (record_id)
  WHERE t.difference <> 0
),
-- Who has been the same since the numbers last agreed is counted now as then, and explains nothing.
restless AS (
  SELECT child_id FROM change
  UNION
  SELECT child_id FROM status_held WHERE until IS NULL AND since > (SELECT min(agreed_on) FROM differing)
),
then_counted AS (
  SELECT d.record_id, h.child_id AS member
  FROM differing d JOIN item_of_status i USING (item)
    JOIN status_held h ON h.status = i.status AND (h.town = d.town OR d.town = '*')
  WHERE h.since <= d.agreed_on AND (h.until > d.agreed_on OR h.until IS NULL AND h.child_id IN (FROM restless))
  UNION ALL
  -- A roll record goes by what it is called tonight, where it is still there.
  SELECT d.record_id, coalesce(m.record_id, h.member)
  FROM differing d JOIN item_held h ON h.item = d.item AND (h.town = d.town OR d.town = '*')
    LEFT JOIN casebook.roll_member m ON m.member = h.member AND h.item = 'on_roll'
  WHERE h.since <= d.agreed_on AND coalesce(h.until > d.agreed_on, true)
),
doubt AS (
  SELECT child_id AS member, 'duplicate' AS why, 2 AS place FROM suspected_duplicate
  UNION SELECT child_id, 'age_mode', 2 FROM child JOIN age USING (record_id) WHERE in_full_years <> in_school_year
  UNION SELECT roll_record, 'double_enrollment', 2 FROM enrollment WHERE place > 1
  UNION SELECT child_id, 'in_review', 3 FROM child WHERE list = 'data_desk'
  UNION SELECT child_id, 'by_certificate', 4 FROM child WHERE reason = 'evidence_valid'
),
-- Who is not in our count, and may be in theirs.
outsider AS (
  SELECT p.town, a.record_id AS member, 'age_mode' AS why, 'of_age' AS item
  FROM age a JOIN source.population p USING (record_id) WHERE a.in_full_years <> a.in_school_year AND NOT a.in_band
  UNION ALL
  SELECT town, record_id, 'outside', unnest(CASE WHEN source = 'poverty' THEN ['of_age', 'poor'] ELSE ['of_age', 'in_school'] END)
  FROM outside_denominator
  UNION ALL
  SELECT p.town, a.record_id, 'age_unknown', 'of_age' FROM age a JOIN source.population p USING (record_id) WHERE a.age_unknown
  UNION ALL
  SELECT NULL, record_id, 'school_unknown', 'on_roll' FROM roll_standing WHERE standing = 'school_unknown'
),
told AS (
  SELECT record_id, member, true AS counted, 'entered_since' AS why, 1 AS place
  FROM control_counted ANTI JOIN then_counted USING (record_id, member)
  WHERE record_id IN (SELECT record_id FROM differing WHERE agreed_on IS NOT NULL)
    AND (member IN (FROM restless) OR record_id NOT IN (
      SELECT record_id FROM differing JOIN item_of_status USING (item)))
  UNION ALL
  SELECT record_id, member, false, 'left_since', 1 FROM then_counted ANTI JOIN control_counted USING (record_id, member)
  UNION ALL
  SELECT record_id, member, true, why, place FROM control_counted JOIN doubt USING (member)
  UNION ALL
  SELECT DISTINCT d.record_id, o.member, false, o.why, 2
  FROM differing d JOIN outsider o ON o.item = d.item AND (o.town = d.town OR d.town = '*' OR o.town IS NULL)
)
SELECT t.record_id, t.member, t.counted, t.why, t.place, d.agreed_on
FROM told t JOIN differing d USING (record_id)
QUALIFY count(*) OVER (PARTITION BY record_id, why) <= 200
