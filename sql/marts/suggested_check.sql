-- title: 校验码的建议值
-- grain: 一个校验码不符的号码
-- key: task_no
-- publish: no
-- columns:
--   task_no: 编号
--   suggested: 前十七位不变、末位改为相符的号码
--   chance: 错在末位的概率：错一位时十八位各有可能
--   why: 依据
-- GB 11643: seventeen digits times their weights, modulo 11, tell the eighteenth character.
WITH taken AS (
  SELECT id18 FROM source.population UNION ALL SELECT id18 FROM source.roll UNION ALL SELECT id18 FROM source.poverty
),
number AS (
  SELECT d.task_no, left(c.written, 17) AS front,
    list_sum(list_transform([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2],
      lambda weight, nth: weight * CAST(substr(c.written, nth::INT, 1) AS INT))) % 11 AS remainder
  FROM desk_record d JOIN desk_cell c USING (task_no)
  WHERE d.code = 'id_bad_check' AND regexp_full_match(c.written, '\d{17}[\dX]')
)
SELECT task_no, front || '10X98765432'[remainder::INT + 1] AS suggested, 1 / 18 AS chance,
  format('前十七位若无误，校验码应为 {0}；错在别的位也可能，请对照户口簿', '10X98765432'[remainder::INT + 1]) AS why
FROM number
-- Twins have numbers as near as this: never somebody else's.
WHERE NOT EXISTS (FROM taken t WHERE t.id18 = suggested)
