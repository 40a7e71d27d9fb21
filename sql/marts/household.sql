-- title: 同一户的任务
-- grain: 核查清单上的一项任务
-- key: case_token
-- publish: no
-- columns:
--   case_token: 任务编号
--   household: 同户任务中最小的任务编号
-- One door: the same household number, or the same guardian at the same address, in one village. What more than ten
-- listed children share is a collective household, a filler or a school's address, and no door.
WITH RECURSIVE door AS (
  SELECT case_token, concat_ws('|', 'household', town, village, household_no) AS place
  FROM visit_list WHERE household_no IS NOT NULL
  UNION ALL
  SELECT case_token, concat_ws('|', 'guardian', town, village, guardian, address)
  FROM visit_list WHERE guardian IS NOT NULL AND address IS NOT NULL
),
beside AS (
  SELECT case_token, min(case_token) OVER (PARTITION BY place) AS other FROM door
  QUALIFY count(*) OVER (PARTITION BY place) BETWEEN 2 AND 10
),
next_to AS (
  FROM beside
  UNION
  SELECT other, case_token FROM beside
),
-- Who lives with my brother lives with me.
one_door AS (
  SELECT case_token, case_token AS other FROM visit_list
  UNION
  SELECT o.case_token, n.other FROM one_door o JOIN next_to n ON n.case_token = o.other
)
SELECT case_token, min(other) AS household FROM one_door GROUP BY case_token
