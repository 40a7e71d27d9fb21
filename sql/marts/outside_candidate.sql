-- title: 户籍库之外的适龄儿童
-- grain: 一条适龄的监测名单记录或学籍记录，户籍库中没有此人
-- key: record_id
-- publish: no
-- columns:
--   record_id: 记录编号
--   source: poverty 或 roll
--   age: 基准日的周岁
WITH of_age AS (
  SELECT record_id, source, age FROM age_of_record WHERE in_band AND source <> 'population'
),
poor AS (
  SELECT * FROM of_age
  WHERE source = 'poverty' AND record_id NOT IN (SELECT poverty_record FROM poverty_of_child)
),
registered AS (
  SELECT right_record FROM linked.link WHERE left_source = 'population' AND right_source = 'roll'
),
-- One child, one line: a pupil who stands on the poverty list as well is counted there.
counted_as_poor AS (
  SELECT l.left_record FROM linked.link l JOIN poor p ON p.record_id = l.right_record WHERE l.left_source = 'roll'
)
SELECT * FROM poor
UNION ALL
SELECT * FROM of_age
WHERE source = 'roll'
  AND record_id NOT IN (SELECT right_record FROM registered)
  AND record_id NOT IN (SELECT left_record FROM counted_as_poor)
