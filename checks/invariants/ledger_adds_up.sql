-- title: 台账总数等于户籍库适龄人数，各乡镇之和等于全县
WITH county AS (SELECT status, sum(children) AS children FROM ledger WHERE town = '*' GROUP BY status),
towns AS (SELECT status, sum(children) AS children FROM ledger WHERE town <> '*' GROUP BY status),
registry AS (SELECT count(*) FILTER (in_band) AS of_age, count(*) FILTER (age_unknown) AS unknown FROM age)
SELECT status FROM county FULL JOIN towns USING (status) WHERE county.children IS DISTINCT FROM towns.children
UNION ALL
SELECT '*' FROM registry
WHERE of_age <> (SELECT coalesce(sum(children), 0) FROM county WHERE status <> 'age_unknown')
UNION ALL
SELECT 'age_unknown' FROM registry
WHERE unknown <> (SELECT coalesce(sum(children), 0) FROM county WHERE status = 'age_unknown')
UNION ALL
SELECT status FROM ledger WHERE status <> 'age_unknown' AND status NOT IN (SELECT status FROM status)
