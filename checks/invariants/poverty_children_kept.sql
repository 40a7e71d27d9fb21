-- title: 监测名单上的适龄儿童一个不少
-- Each is a registered person (of age or not), or stands outside the denominator.
SELECT record_id FROM age_of_record
WHERE source = 'poverty' AND in_band
  AND record_id NOT IN (
    SELECT poverty_record FROM poverty_of_child JOIN age USING (record_id)
    WHERE NOT in_band OR record_id IN (SELECT record_id FROM child))
  AND record_id NOT IN (SELECT record_id FROM outside_denominator)
