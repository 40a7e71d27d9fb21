-- title: 在籍与在校，按学校
-- grain: 一所学校
-- columns:
--   school_name: 学校
--   town: 乡镇
--   month: 花名册的月份；没有花名册的为空
--   on_roll: 在籍人数
--   on_roster: 花名册人数
--   absent: 在籍而不在花名册上
--   unlisted: 在花名册上而无学籍
--   unsure: 花名册上只有疑似本人的
--   not_covered: 没有花名册可比的
SELECT school_name, max(town) AS town, max(month) AS month, sum(on_roll)::BIGINT AS on_roll, sum(on_roster)::BIGINT AS on_roster,
  sum(absent)::BIGINT AS absent, sum(unlisted)::BIGINT AS unlisted, sum(unsure)::BIGINT AS unsure,
  sum(not_covered)::BIGINT AS not_covered
FROM roster_class
GROUP BY school_name
ORDER BY sum(absent) + sum(unlisted) DESC, school_name
