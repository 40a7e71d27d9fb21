-- title: 每条载入的记录都在登记册中，登记册中没有来历不明的记录
WITH present AS (
  SELECT record_id FROM source.population UNION ALL SELECT record_id FROM source.roll
  UNION ALL SELECT record_id FROM source.poverty UNION ALL SELECT record_id FROM source.schools
  UNION ALL SELECT record_id FROM source.evidence UNION ALL SELECT record_id FROM source.approvals
  UNION ALL SELECT record_id FROM source.disability UNION ALL SELECT record_id FROM source.assignment
  UNION ALL SELECT record_id FROM source.control_totals UNION ALL SELECT record_id FROM source.decisions
  UNION ALL SELECT record_id FROM source.roster
),
loaded AS (SELECT record_id FROM record WHERE outcome = 'loaded')
SELECT record_id FROM present FULL JOIN loaded USING (record_id)
WHERE present.record_id IS NULL OR loaded.record_id IS NULL
