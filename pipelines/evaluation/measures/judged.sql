-- title: 适龄儿童：认定的与真实的
-- grain: 一名适龄儿童
-- key: child_id
SELECT c.child_id, c.record_id, o.person, c.status, c.list, p.status AS true_status, p.schooled = '1' AS schooled,
  list_contains(getvariable('verified'), c.status) AS verified
FROM night.child c JOIN owner o USING (record_id) JOIN truth.persons p USING (person)
