-- title: 列入清单的儿童恰有一项任务，未列入的没有任务
WITH due AS (
  SELECT child_id, list FROM child WHERE list <> 'none'
  UNION ALL
  SELECT child_id, list FROM outside_denominator WHERE list <> 'none'
),
task AS (SELECT child_id, list, count(*) AS tasks FROM exception GROUP BY child_id, list)
SELECT child_id FROM due FULL JOIN task USING (child_id)
WHERE due.list IS DISTINCT FROM task.list OR task.tasks IS DISTINCT FROM 1
UNION ALL
SELECT child_id FROM child JOIN status USING (status) WHERE child.list <> status.list
