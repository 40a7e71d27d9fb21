-- title: 上一夜以来超过年龄的人
-- grain: 一条户籍记录
-- key: record_id
-- publish: no
-- columns:
--   record_id: 户籍记录编号
SELECT a.record_id FROM age a CROSS JOIN band_moved m
WHERE NOT a.in_band AND a.dob > m.grown_after AND a.dob <= m.older_until
