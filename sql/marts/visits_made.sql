-- title: 已走访情况
-- grain: 一名核查人一天在一个乡镇的核查
-- key: day, visitor, town
-- publish: main
-- columns:
--   day: 核查（取证）日期
--   visitor: 核查人代码；未写姓名的为空串
--   town: 乡镇；不在乡镇名单上的为“未识别”
--   visits: 交回的核查结果数
--   children: 儿童数
--   closing: 其中取得证据、作出结论的
--   out_of_school: 其中确认暂不在校的
--   open: 其余未作结论的：已找到学校未取证、查无此人、信息有误
WITH visit AS (
  SELECT e.evidence_date AS day, coalesce(v.code, '') AS visitor, t.child_id, e.result,
    coalesce(c.town, o.town, '未识别') AS town
  FROM source.evidence e
    JOIN casebook.token t USING (case_token)
    LEFT JOIN casebook.verifier v USING (record_id)
    LEFT JOIN child c USING (child_id)
    LEFT JOIN outside_denominator o USING (child_id)
  WHERE e.evidence_date IS NOT NULL
)
SELECT day, visitor, town, count(*) AS visits, count(DISTINCT child_id) AS children,
  count(*) FILTER (result NOT IN (SELECT result FROM open_result)) AS closing,
  count(*) FILTER (result = 'out_of_school') AS out_of_school,
  count(*) FILTER (result IN (SELECT result FROM open_result) AND result <> 'out_of_school') AS open
FROM visit GROUP BY day, visitor, town
