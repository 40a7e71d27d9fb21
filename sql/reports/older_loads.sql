-- title: 本夜无法读取、改用较早数据的数据源
SELECT detail
FROM finding
WHERE code = 'source_unreachable'
ORDER BY source
