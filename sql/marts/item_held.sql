-- title: 历次计入各项数的
-- grain: 一个项目计入一名儿童（一条学籍）于一个乡镇的一段时间，到上一夜为止
-- key: item, member, since
-- publish: no
-- columns:
--   item: 项目
--   member: 儿童编号；在籍在读为该条学籍的代号
--   since: 从哪一夜起
--   until: 到哪一夜为止（该夜不再是）；上一夜仍计入的为空
--   town: 乡镇
WITH followed AS (
  SELECT *, lead(as_of) OVER (PARTITION BY item, member ORDER BY as_of, seq) AS until
  FROM casebook.item_event WHERE as_of < getvariable('as_of')
)
SELECT item, member, as_of AS since, until, town FROM followed
-- A night run again for its date said last what counts.
WHERE until IS DISTINCT FROM as_of AND town IS NOT NULL
