-- title: 责任人的工作量
-- grain: 一名责任人在一个乡镇的任务；没有责任人的任务 responsible 为空串
-- key: responsible, town
-- publish: main
-- columns:
--   responsible: 责任人代码；尚未分派的为空串
--   town: 乡镇；不在乡镇名单上的为“未识别”
--   level: 责任人一栏：teacher、school_lead、village_lead、town_lead、county_lead；尚未分派的为空串
--   tasks: 任务数（入户核查、补取证明、安置）；几人共同负责的，各计一次
--   doors: 户数，同一户的孩子一次走访
--   villages: 村（居）数
--   late: 其中已过期限的任务数
--   poverty: 其中脱贫户或监测对象家庭的任务数
--   days: 每天走访 households_a_day 户时所需天数
--   town_mean: 本乡镇同一级责任人的平均户数，没有任务的责任人计入
--   balance: 户数与平均户数之比；1 为平均，2 为平均的两倍
WITH task AS (
  SELECT unnest(string_split(x.responsible, '、')) AS responsible, x.town, h.household, v.village, x.late, x.poverty
  FROM exception x JOIN household h USING (case_token) JOIN visit_list v USING (case_token)
),
counted AS (
  SELECT responsible, town, count(*) AS tasks, count(DISTINCT household) AS doors,
    count(DISTINCT coalesce(village, '')) AS villages, count(*) FILTER (late) AS late, count(*) FILTER (poverty) AS poverty
  FROM task GROUP BY responsible, town
),
-- Who answers for a school may have tasks in every town its pupils come from; who has none is counted at his place.
known AS (
  SELECT code, town, level FROM charge_place p
  WHERE (code, town) IN (SELECT (responsible, town) FROM counted) OR code NOT IN (SELECT responsible FROM counted)
  UNION
  SELECT responsible, town, coalesce(p.level, '') FROM counted c
    LEFT JOIN (SELECT code, min(level) AS level FROM charge_place GROUP BY code) p ON p.code = c.responsible
  WHERE (responsible, town) NOT IN (SELECT (code, town) FROM charge_place)
),
summed AS (
  SELECT k.code AS responsible, k.town, k.level, coalesce(c.tasks, 0) AS tasks, coalesce(c.doors, 0) AS doors,
    coalesce(c.villages, 0) AS villages, coalesce(c.late, 0) AS late, coalesce(c.poverty, 0) AS poverty
  FROM known k LEFT JOIN counted c ON c.responsible = k.code AND c.town = k.town
)
SELECT *,
  ceil(doors / getvariable('households_a_day'))::INTEGER AS days,
  CASE WHEN responsible <> '' THEN round(avg(doors) OVER (PARTITION BY town, level), 2) END AS town_mean,
  CASE WHEN responsible <> '' THEN round(doors / nullif(avg(doors) OVER (PARTITION BY town, level), 0), 2) END AS balance
FROM summed
