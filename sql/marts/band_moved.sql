-- title: 上一夜以来适龄段的移动
-- grain: 每夜一行；第一夜没有
-- key: as_of
-- publish: no
-- columns:
--   as_of: 上一夜的基准日
--   younger_after: 此日以后出生的，上一夜尚未到适龄段
--   older_until: 此日及以前出生的，本夜已超过适龄段
--   grown_after: 此日以后出生而已超过适龄段的，上一夜可能仍在适龄段
-- A day more on both sides for those born on 29 February: who was not counted then is recognized as nobody.
WITH year_of AS (
  SELECT n.as_of, year(n.as_of) - (month(n.as_of) < 9)::INT AS school_year FROM last_night n
)
SELECT as_of,
  CASE WHEN getvariable('age_mode') = 'school_year' THEN make_date(school_year - getvariable('age_min')::INT, 8, 31)
    ELSE (as_of - to_years(getvariable('age_min')::INT))::DATE END AS younger_after,
  CASE WHEN getvariable('age_mode') = 'school_year' THEN band_first - 1
    ELSE (c.as_of_night - to_years(getvariable('age_max')::INT + 1))::DATE + 1 END AS older_until,
  CASE WHEN getvariable('age_mode') = 'school_year' THEN make_date(school_year - getvariable('age_max')::INT, 9, 1) - 1
    ELSE (as_of - to_years(getvariable('age_max')::INT + 1))::DATE - 1 END AS grown_after
FROM year_of CROSS JOIN (SELECT as_of AS as_of_night, band_first FROM calendar) c
