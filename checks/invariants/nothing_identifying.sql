-- title: 公开的表中没有姓名、号码、出生日期、电话和地址
SELECT table_name, column_name
FROM duckdb_columns() JOIN config.mart ON mart = table_name AND publish = 'main'
WHERE schema_name = 'main' AND column_name NOT IN ('file_name', 'column_name', 'school_name')
  AND regexp_matches(column_name, 'name|citizen|id1[58]|guardian|phone|address|dob|birth|household|remark|verifier')
UNION ALL
SELECT 'child', child_id FROM child
WHERE regexp_matches(concat_ws(' ', village, school_name, town), '\d{7}')
UNION ALL
SELECT 'finding', finding_no::VARCHAR FROM finding WHERE regexp_matches(detail, '\d{17}[\dXx]|1[3-9]\d{9}')
