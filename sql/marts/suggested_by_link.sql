-- title: 由同一人的另一记录得出的建议值
-- grain: 一个要更正的问题，另一登记册载有可用的值
-- key: task_no
-- publish: no
-- columns:
--   task_no: 编号
--   suggested: 建议值
--   chance: 两条记录为同一人的概率
--   why: 依据
-- Only from records that are one person already: what is suggested can verify nobody who is not verified without it.
WITH mended(code, field) AS (
  VALUES
    ('id_bad_check', 'number'), ('id_bad_date', 'number'), ('id_bad_length', 'number'), ('id_bad_char', 'number'),
    ('id_suspect_trunc', 'number'), ('id_sci', 'number'), ('id15_child', 'number'), ('id_masked', 'number'),
    ('guardian_id_suspected', 'number'), ('temp_roll_in_id', 'number'),
    ('name_unreadable', 'name'), ('name_blank', 'name'),
    ('dob_mismatch', 'dob'), ('dob_two_digit_year', 'dob'), ('dob_unreadable', 'dob'), ('no_birth_date', 'dob'),
    ('sex_mismatch', 'sex')
),
offered AS (
  SELECT d.task_no, m.field, o.other, o.other_source, o.probability, c.written,
    CASE m.field WHEN 'number' THEN o.other_id18 WHEN 'name' THEN o.other_name
      WHEN 'dob' THEN strftime(o.other_dob, '%Y-%m-%d') ELSE t.label END AS suggested
  FROM desk_record d
    JOIN mended m USING (code)
    JOIN telling_on_link o USING (record_id)
    JOIN desk_cell c USING (task_no)
    LEFT JOIN config.term t ON t.vocabulary = 'sex' AND t.code = o.other_sex
),
-- The registry before the others; two records of one register that differ suggest nothing.
best AS (
  SELECT * FROM offered WHERE suggested IS NOT NULL
  QUALIFY dense_rank() OVER (PARTITION BY task_no ORDER BY other_source <> 'population', other_source <> 'roll') = 1
    AND min(suggested) OVER (PARTITION BY task_no, other_source) = max(suggested) OVER (PARTITION BY task_no, other_source)
)
SELECT b.task_no, b.suggested, b.probability AS chance,
  format('与{0}〈{1}〉第 {2} 行为同一人，那里{3}',
    CASE b.other_source WHEN 'population' THEN '户籍' WHEN 'roll' THEN '学籍' ELSE '监测名单' END, r.file_name, r.row_no,
    CASE b.field WHEN 'number' THEN '的号码校验码相符' WHEN 'name' THEN '的姓名可以辨认' ELSE '这样写' END) AS why
FROM best b JOIN source.record r ON r.record_id = b.other
WHERE b.suggested IS DISTINCT FROM b.written
QUALIFY row_number() OVER (PARTITION BY b.task_no ORDER BY b.probability DESC, b.other) = 1
