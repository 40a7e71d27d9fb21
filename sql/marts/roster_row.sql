-- title: 本夜所用的花名册
-- grain: 花名册的一行，取每所学校最近一个月的（不早于两个月前）
-- key: record_id
-- publish: no
-- columns:
--   record_id: 花名册记录编号
--   school: 校名，按学校名录
--   grade: 年级
--   class_no: 班号，班级名称末尾的数，读不出的为空串
--   month: 月份，取 1 日
--   name_key: 姓名
--   id18: 证件号码
--   roll_no: 学籍号
--   dob: 出生日期
SELECT
  r.record_id, coalesce(k.school_name, n.school_name) AS school, r.grade,
  c.class_no,
  r.month, r.name_key, r.id18, r.roll_no, r.dob
FROM source.roster r
  LEFT JOIN known_school k ON k.kind = 'code' AND k.value = r.school_code
  LEFT JOIN known_school n ON n.kind = 'name' AND n.value = r.school_key
  LEFT JOIN class_number c USING (class_name)
WHERE r.month BETWEEN date_trunc('month', getvariable('as_of')) - INTERVAL 2 MONTH AND getvariable('as_of')
  AND coalesce(k.school_name, n.school_name) IS NOT NULL
QUALIFY r.month = max(r.month) OVER (PARTITION BY coalesce(k.school_name, n.school_name))
