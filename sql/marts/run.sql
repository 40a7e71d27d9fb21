-- title: 运行
-- grain: 一夜
-- key: run_id
-- publish: main
-- columns:
--   run_id: 运行编号
--   as_of: 基准日
--   started: 开始时间
--   ended: 结束时间
--   version: 程序版本
--   settings_hash: 设置的哈希
--   age_mode: 年龄口径：full_years 周岁，school_year 学年
--   age_min: 最小年龄
--   age_max: 最大年龄
--   rows_read: 读入行数
--   rows_loaded: 载入行数
--   rows_quarantined: 隔离行数
--   rows_excluded: 不计入行数
--   links: 链接数
--   children: 适龄儿童人数
--   verified: 已证实就学人数
--   exceptions: 任务数
--   outside_denominator: 户籍库之外的适龄儿童人数
--   files: 源文件及其 SHA-256
--   older_loads: 无法读取、改用较早数据的数据源，每个一句；没有的为空
WITH read AS (
  SELECT coalesce(sum(rows_read), 0)::BIGINT AS rows_read, coalesce(sum(loaded), 0)::BIGINT AS rows_loaded,
    coalesce(sum(quarantined), 0)::BIGINT AS rows_quarantined, coalesce(sum(excluded), 0)::BIGINT AS rows_excluded,
    list(DISTINCT source || '/' || file_name || ' ' || file_sha256 ORDER BY source || '/' || file_name || ' ' || file_sha256) AS files
  FROM source_file
)
SELECT
  getvariable('run_id') AS run_id, getvariable('as_of') AS as_of,
  getvariable('started') AS started, getvariable('ended') AS ended,
  getvariable('version') AS version, getvariable('settings_hash') AS settings_hash,
  getvariable('age_mode') AS age_mode, getvariable('age_min') AS age_min, getvariable('age_max') AS age_max,
  rows_read, rows_loaded, rows_quarantined, rows_excluded,
  (SELECT count(*) FROM link) AS links,
  (SELECT count(*) FROM child) AS children,
  (SELECT count(*) FROM child JOIN status USING (status) WHERE status.verified) AS verified,
  (SELECT count(*) FROM exception) AS exceptions,
  (SELECT count(*) FROM outside_denominator) AS outside_denominator,
  array_to_string(files, chr(10)) AS files,
  (SELECT string_agg(detail, chr(10) ORDER BY source) FROM finding WHERE code = 'source_unreachable') AS older_loads
FROM read
