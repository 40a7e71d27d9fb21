-- title: 各登记册每条记录的年龄
-- grain: 户籍、学籍、监测名单的一条记录
-- key: record_id
-- publish: no
-- columns:
--   source: 登记册
--   record_id: 记录编号
--   dob: 出生日期
--   dob_precision: 出生日期精确到日（day）或月（month，取当月 1 日）
--   age: 基准日的周岁，生日当天已满
--   in_full_years: 按周岁口径属于适龄段
--   in_school_year: 按学年口径属于适龄段
--   in_band: 按本夜所用口径属于适龄段
--   entry_due: 已到入学年龄
--   newest_cohort: 本学年的新生
--   age_unknown: 没有出生日期
WITH born AS (
  SELECT 'population' AS source, record_id, dob, dob_precision FROM source.population
  UNION ALL SELECT 'roll', record_id, dob, dob_precision FROM source.roll
  UNION ALL SELECT 'poverty', record_id, dob, dob_precision FROM source.poverty
),
aged AS (
  SELECT b.*, c.*,
    -- Born on 29 February: a year older on the 28th in common years.
    CASE WHEN month(dob) = 2 AND day(dob) = 29 AND dayofyear(make_date(year(as_of), 12, 31)) = 365
      THEN 228 ELSE month(dob) * 100 + day(dob) END AS birthday
  FROM born b CROSS JOIN calendar c
),
counted AS (
  SELECT *,
    (year(as_of) - year(dob) - (birthday > month(as_of) * 100 + day(as_of))::INT)::INTEGER AS age,
    coalesce(dob BETWEEN band_first AND band_last, false) AS in_school_year
  FROM aged
),
banded AS (
  SELECT *, coalesce(age BETWEEN getvariable('age_min') AND getvariable('age_max'), false) AS in_full_years
  FROM counted
)
SELECT
  source, record_id, dob, dob_precision, age, in_full_years, in_school_year,
  CASE WHEN getvariable('age_mode') = 'school_year' THEN in_school_year ELSE in_full_years END AS in_band,
  coalesce(dob <= entry_cutoff, false) AS entry_due,
  coalesce(dob BETWEEN newest_cohort AND entry_cutoff, false) AS newest_cohort,
  dob IS NULL AS age_unknown
FROM banded
