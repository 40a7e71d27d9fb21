-- title: 真正同一人的两条记录
-- grain: 一对记录，来自要比对的两个登记册
-- key: left_record, right_record
-- A registry row's pair counts as found, too, when the other registry row of the same owner took the record.
WITH found AS (
  SELECT right_record, CASE WHEN left_source = 'population' THEN 'population' ELSE left_record END AS finder
  FROM joined WHERE is_right
)
SELECT l.source || '-' || r.source AS problem, l.record_id AS left_record, r.record_id AS right_record, l.person,
  (r.record_id, CASE WHEN l.source = 'population' THEN 'population' ELSE l.record_id END)
    IN (SELECT (right_record, finder) FROM found) AS found
FROM owner l JOIN owner r USING (person)
WHERE (l.source, r.source) IN (
  ('population', 'roll'), ('population', 'poverty'), ('roll', 'poverty'), ('population', 'evidence'),
  ('population', 'approvals'), ('population', 'disability'))
