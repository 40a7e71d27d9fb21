-- title: 概率的校准：预期与实际
-- grain: 一个概率段
-- key: place
-- Refused pairs below linkage's floor are published only as the best of an unlinked record, so the lowest bin
-- holds the likeliest of those that are very unlikely.
WITH bins AS (
  SELECT unnest(generate_series(1, 12)) AS place,
    [0, .01, .05, .1, .25, .5, .75, .9, .95, .99, .999, .9999, 1] AS edges
),
counted AS (
  SELECT place, edges[place] AS low, edges[place + 1] AS high, count(c.probability) AS pairs,
    avg(c.probability) AS expected, avg(c.is_right::INTEGER) AS observed
  FROM bins LEFT JOIN compared c ON c.probability >= edges[place] AND (c.probability < edges[place + 1] OR place = 12)
  GROUP BY ALL
)
SELECT place, low::DOUBLE AS low, high::DOUBLE AS high, pairs, expected, observed,
  CASE WHEN pairs >= 100 THEN greatest(.005, 3 * sqrt(expected * (1 - expected) / pairs)) END AS tolerance,
  abs(observed - expected) <= tolerance AS within
FROM counted ORDER BY place
