-- title: 抽取电话核实的证明
-- grain: 本学期抽中的一件证明，以前抽中的在内
-- key: draw_id
-- publish: no
-- columns:
--   draw_id: 抽查编号
--   child_id: 儿童编号
--   school_name: 学校
--   term: 本学期（或学年）的第一天
--   seed: 抽取的种子：学校与学期；按“种子|儿童编号”的 SHA-256 从小到大抽取，任何人可以重算，谁也不能挑选
--   certificate: 证明的编号
--   drawn: 抽中的基准日
--   result: 最近一次核实的结果；尚未核实的为空
--   called_on: 最近一次核实的日期
--   tries: 未接通的次数
WITH told AS (
  SELECT draw_id, arg_max(result, (called_on, recorded_at, call_id)) AS result, max(called_on) AS called_on,
    count(*) FILTER (result = 'unreached') AS tries
  FROM casebook.call WHERE called_on <= getvariable('as_of') GROUP BY draw_id
),
before AS (
  SELECT d.draw_id, d.child_id, d.school_name, d.term, d.seed, d.certificate, d.as_of AS drawn, t.result, t.called_on,
    coalesce(t.tries, 0) AS tries
  FROM casebook.draw d LEFT JOIN told t USING (draw_id)
  WHERE d.as_of <= getvariable('as_of') AND d.term = (SELECT any_value(term) FROM certificate)
),
-- One in ten, between the two numbers of the setting. Who cannot be reached stays drawn and is made up for.
quota AS (
  SELECT school_name, greatest(least(ceil(count(*) / 10), getvariable('phone_checks')[2]), getvariable('phone_checks')[1])
    - (SELECT count(*) FROM before b WHERE b.school_name = c.school_name AND b.result IS DISTINCT FROM 'unreached') AS wanted
  FROM certificate c GROUP BY school_name
),
queue AS (
  SELECT c.*, c.school_name || '|' || c.term AS seed,
    c.child_id IN (SELECT child_id FROM casebook.draw JOIN told USING (draw_id) WHERE result = 'untrue') AS distrusted,
    row_number() OVER (PARTITION BY c.school_name ORDER BY sha256(c.school_name || '|' || c.term || '|' || c.child_id)) AS place
  FROM certificate c WHERE c.certificate NOT IN (SELECT certificate FROM before)
)
SELECT draw_id, child_id, school_name, term, seed, certificate, drawn, result, called_on, tries FROM before
UNION ALL
-- Whose certificate was untrue once is called again for the next one, drawn or not.
SELECT 'D' || upper(md5(concat_ws('|', q.term, q.certificate))[:12]), q.child_id, q.school_name, q.term, q.seed, q.certificate,
  getvariable('as_of'), NULL, NULL, 0
FROM queue q JOIN quota USING (school_name) WHERE q.place <= wanted OR q.distrusted
