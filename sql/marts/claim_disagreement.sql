-- title: 监测名单与学籍不一致
-- grain: 一条监测名单记录，其在校生状况与在读学籍不符（年级相差超过一年）
-- key: record_id
-- publish: no
-- columns:
--   record_id: 监测名单记录编号
WITH claim(schooling_claim, lowest, highest) AS (
  VALUES ('none', NULL, NULL), ('infant', NULL, NULL), ('preschool', 0, 0), ('primary', 1, 6), ('grade7', 7, 7),
    ('grade8', 8, 8), ('grade9', 9, 9), ('senior', 10, 12), ('vocational', 10, 12), ('tertiary', 13, 99)
)
SELECT DISTINCT p.record_id
FROM enrollment e
  JOIN poverty_of_child l USING (record_id)
  JOIN source.poverty p ON p.record_id = l.poverty_record
  LEFT JOIN claim c USING (schooling_claim)
WHERE p.dropout_flag = '1'
  OR p.schooling_claim IN ('none', 'infant')
  OR e.place = 1 AND e.grade NOT BETWEEN c.lowest - 1 AND c.highest + 1
