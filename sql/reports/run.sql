-- title: 本夜
SELECT run_id, as_of, started, ended, version, settings_hash
FROM run
