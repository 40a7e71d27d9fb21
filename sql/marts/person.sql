-- title: 人员（限制）
-- grain: 一条与适龄儿童有关的记录
-- key: record_id
-- publish: restricted
-- columns:
--   record_id: 记录编号
--   source: 登记册
--   child_id: 儿童编号；尚未链接到儿童的为空
--   name: 姓名
--   citizen_id: 证件号码，按登记册所写
--   sex: 性别
--   dob: 出生日期
--   guardian: 监护人或户主
--   phone: 联系电话
--   household_no: 户号
--   town: 乡镇，按登记册所写
--   village: 村（居）
--   address: 地址
--   school: 学校
--   grade: 年级
--   said: 学籍状态或核查结果
WITH row_of AS (
  SELECT p.*, 'population' AS source, coalesce(guardian_name, head_name) AS guardian,
    coalesce(residence_address, registered_address, address) AS lives_at, NULL AS school, NULL::SMALLINT AS grade, NULL AS said
  FROM source.population p JOIN age a USING (record_id)
  WHERE a.in_band OR a.age_unknown OR record_id IN (SELECT left_record FROM linked.pair WHERE decision = 'review')
  UNION ALL BY NAME
  SELECT r.*, 'roll' AS source, guardian_name AS guardian, address AS lives_at,
    coalesce(s.school_name, r.school_name) AS school, r.status AS said
  FROM source.roll r JOIN (SELECT record_id, school_name FROM school_of_roll) s USING (record_id)
  UNION ALL BY NAME
  SELECT p.*, 'poverty' AS source, head_name AS guardian, address AS lives_at
  FROM source.poverty p JOIN age_of_record a USING (record_id)
  WHERE a.in_band OR a.age_unknown OR record_id IN (SELECT right_record FROM linked.pair WHERE decision = 'review')
  UNION ALL BY NAME
  SELECT *, 'evidence' AS source, located_school AS school, located_grade AS grade, result AS said FROM source.evidence
  UNION ALL BY NAME
  SELECT *, 'approvals' AS source, school_name AS school, kind AS said FROM source.approvals
  UNION ALL BY NAME
  SELECT *, 'roster' AS source, school_name AS school FROM source.roster
  WHERE record_id IN (SELECT record_id FROM roster_finding)
  UNION ALL BY NAME
  SELECT r.*, 'disability' AS source, school_name AS school, placement AS said FROM source.disability r
  WHERE record_id IN (SELECT right_record FROM linked.link UNION ALL SELECT right_record FROM linked.pair WHERE decision = 'review')
),
child_of AS (
  SELECT record_id, child_id FROM casebook.child
  UNION ALL SELECT roll_record, min(child_id) FROM roll_of_subject GROUP BY roll_record
  UNION ALL SELECT evidence_record, min(child_id) FROM evidence_of_subject GROUP BY evidence_record
  UNION ALL SELECT disability_record, min(child_id) FROM disability_of_child GROUP BY disability_record
  UNION ALL SELECT poverty_record, min(child_id) FROM poverty_of_child JOIN casebook.child USING (record_id)
    GROUP BY poverty_record
)
SELECT
  r.record_id, r.source, c.child_id, r.name_display AS name, r.citizen_id, r.sex, r.dob, r.guardian, r.phone,
  r.household_no, r.town, r.village, r.lives_at AS address, r.school, r.grade, r.said
FROM row_of r LEFT JOIN child_of c USING (record_id)
