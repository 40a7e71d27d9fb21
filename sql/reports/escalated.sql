-- title: 已报告乡镇政府而未结的案件
SELECT
  exception.town AS town,
  count(*) AS children,
  count(*) FILTER (status = 'out_of_school') AS out_of_school,
  min(escalated_since) AS earliest
FROM case_life JOIN exception USING (case_token)
WHERE closed IS NULL AND escalated_since IS NOT NULL AND exception.list <> 'data_desk'
GROUP BY ALL
ORDER BY children DESC, town
