-- title: 学籍记录说明了什么
-- grain: 一条学籍记录
-- key: record_id
-- publish: no
-- columns:
--   record_id: 学籍记录编号
--   standing: 学籍说明的情形（contract.md §2.1）
--   active: 学籍在读
--   active_since: 已知的最近一次入学或异动日期，不晚于基准日
--   changed: 异动日期
--   school_name: 校名
--   school_town: 学校所属乡镇
--   in_county: 学校在县内
--   grade: 年级
SELECT
  record_id,
  CASE
    WHEN status = 'active' AND NOT known                                                    THEN 'school_unknown'
    WHEN status = 'active' AND (grade = 0 OR grade > 9)                                     THEN 'other_stage'
    WHEN status = 'active' AND s.stage IN ('kindergarten', 'senior', 'vocational')          THEN 'other_stage'
    WHEN status = 'active' AND attendance = 'home'                                          THEN 'home_taught'
    WHEN status = 'active'                                                                  THEN 'enrolled'
    WHEN grade = 0 OR (grade IS NULL AND s.stage = 'kindergarten')                          THEN 'before_school'
    WHEN status = 'finished' AND grade >= 9                                                 THEN 'graduated'
    WHEN status = 'finished' AND grade <= 6                                                 THEN 'primary_finished'
    WHEN status = 'finished' AND grade IS NULL AND s.stage IN ('junior', 'senior', 'vocational') THEN 'graduated'
    WHEN status = 'finished' AND grade IS NULL AND s.stage = 'primary'                      THEN 'primary_finished'
    WHEN status IN ('left', 'moved', 'incomplete', 'suspended', 'dead')                     THEN status
    -- Unknown words, "other", finished in grade 7 or 8, finished nobody knows where: no proof, a person must look.
    ELSE 'unclear'
  END AS standing,
  coalesce(status = 'active', false) AS active,
  greatest(
    -- A change of class or a mended name is no return to school.
    CASE WHEN change_date <= getvariable('as_of') AND NOT regexp_matches(coalesce(change_type, ''), '转班|调班|变更|更正|修改|留级|跳级|升级')
      THEN change_date END,
    CASE WHEN entry_month <= getvariable('as_of') THEN entry_month END) AS active_since,
  change_date AS changed,
  s.school_name, s.town AS school_town, s.in_county, r.grade
FROM source.roll r JOIN school_of_roll s USING (record_id)
