-- title: 乡镇写法的建议值
-- grain: 一种不在乡镇名单上的写法
-- key: written
-- publish: no
-- columns:
--   written: 登记册上的写法
--   suggested: 乡镇名单上的全称
--   chance: 同一人的另一记录中在该乡镇的比例；只凭字面的为空
--   why: 依据
WITH strange AS (
  SELECT DISTINCT written FROM desk_cell JOIN desk_record USING (task_no)
  WHERE code = 'unknown_town' AND written IS NOT NULL AND length(written) > 1
),
-- Where those who write it so live by another register.
lived AS (
  SELECT s.written, o.other_town AS town, count(*) AS persons
  FROM strange s JOIN telling_on_link o ON o.town = s.written WHERE o.other_town IS NOT NULL GROUP BY ALL
),
told AS (
  SELECT written, arg_max(town, (persons, town)) AS suggested, max(persons) AS most, sum(persons) AS persons
  FROM lived GROUP BY written
),
alike AS (
  SELECT written, min(town) AS suggested FROM strange JOIN town
    ON starts_with(town, written) OR starts_with(town, regexp_replace(written, '(乡|镇|街道|办事处)$', ''))
  GROUP BY written HAVING count(*) = 1
)
SELECT written, suggested, most / persons AS chance,
  format('写作“{0}”的 {1} 人，另一登记册上有 {2} 人在该乡镇', written, persons::BIGINT, most) AS why
FROM told WHERE persons >= 3 AND 2 * most > persons
UNION ALL
SELECT written, suggested, NULL, '乡镇名单中只有它这样开头'
FROM alike WHERE written NOT IN (SELECT written FROM told WHERE persons >= 3)
