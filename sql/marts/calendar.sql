-- title: 基准日与学年
-- grain: 每夜一行
-- key: as_of
-- publish: no
-- columns:
--   as_of: 基准日
--   entry_cutoff: 该日及以前出生的儿童已到入学年龄（基准日之前的 8 月 31 日满入学年龄）
--   newest_cohort: 该日及以后出生且已到入学年龄的，是本学年的新生
--   band_first: 学年口径最早出生日期
--   band_last: 学年口径最晚出生日期
--   turn_from: 升学衔接期的第一天（7 月 1 日）
--   turn_until: 学籍稳定日（设置 roll_settles），升学衔接期的最后一天
--   graduates_settling: 基准日在升学衔接期内
--   entrants_settling: 基准日在开学（9 月 1 日）至学籍稳定日之间
WITH year_of AS (
  SELECT
    year(getvariable('as_of')) - (month(getvariable('as_of')) < 9)::INT AS school_year,
    year(getvariable('as_of')) - (month(getvariable('as_of')) < 7)::INT AS turn_year
),
night AS (
  SELECT *, getvariable('as_of') AS as_of,
    strptime(turn_year + (getvariable('roll_settles') < '07-01')::INT || '-' || getvariable('roll_settles'), '%Y-%m-%d')::DATE
      AS turn_until
  FROM year_of
)
SELECT
  as_of,
  make_date(school_year - getvariable('entry_age')::INT, 8, 31) AS entry_cutoff,
  make_date(school_year - getvariable('entry_age')::INT - 1, 9, 1) AS newest_cohort,
  make_date(school_year - getvariable('age_max')::INT, 9, 1) AS band_first,
  make_date(school_year - getvariable('age_min')::INT, 8, 31) AS band_last,
  make_date(turn_year, 7, 1) AS turn_from,
  turn_until,
  as_of BETWEEN make_date(turn_year, 7, 1) AND turn_until AS graduates_settling,
  as_of BETWEEN make_date(turn_year, 9, 1) AND turn_until AS entrants_settling
FROM night
