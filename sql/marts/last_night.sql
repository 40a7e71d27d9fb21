-- title: 上一夜
-- grain: 每夜一行；第一夜没有
-- key: as_of
-- publish: no
-- columns:
--   as_of: 此前最近一夜的基准日
SELECT max(as_of) AS as_of FROM casebook.night WHERE as_of < getvariable('as_of') HAVING max(as_of) IS NOT NULL
