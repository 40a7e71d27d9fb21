-- title: 最近八周交回的核查结果
SELECT
  date_trunc('week', day)::DATE AS week,
  count(DISTINCT visitor) AS visitors,
  sum(visits)::BIGINT AS visits,
  sum(closing)::BIGINT AS closing,
  sum(out_of_school)::BIGINT AS out_of_school,
  sum(open)::BIGINT AS open
FROM visits_made
WHERE day BETWEEN (SELECT as_of FROM run) - 56 AND (SELECT as_of FROM run)
GROUP BY week
ORDER BY week
