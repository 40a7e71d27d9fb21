-- title: 证明的默认有效期
-- grain: 一个学期（或学年，依设置 certificate_valid）
-- key: first_day
-- publish: no
-- columns:
--   first_day: 第一天
--   last_day: 最后一天；期内开具、未写有效期的证明到这一天仍有效
WITH start AS (
  SELECT unnest(CASE WHEN getvariable('certificate_valid') = 'term' THEN getvariable('term_starts')
    ELSE [list_max(getvariable('term_starts'))] END) AS month_day
),
day AS (
  SELECT strptime(y || '-' || month_day, '%Y-%m-%d')::DATE AS first_day
  FROM start CROSS JOIN range(year(getvariable('as_of')) - 30, year(getvariable('as_of')) + 2) AS years(y)
),
bounded AS (
  SELECT first_day, lead(first_day) OVER (ORDER BY first_day) - 1 AS last_day FROM day
)
SELECT first_day, last_day FROM bounded WHERE last_day IS NOT NULL
