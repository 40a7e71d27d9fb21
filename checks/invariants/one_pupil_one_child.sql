-- title: 一条学籍不属于两名儿童，一件佐证、一条残联名单不同时说明两名儿童，重复户籍除外
SELECT right_record FROM linked.link
WHERE left_source = 'population' AND right_source = 'roll'
GROUP BY right_record HAVING count(DISTINCT left_record) > 1
UNION ALL
SELECT evidence_record FROM evidence_of_subject e
WHERE result NOT IN (SELECT result FROM open_result) AND EXISTS (
  FROM evidence_of_subject o ANTI JOIN suspected_duplicate d ON d.child_id = e.child_id AND d.other_child = o.child_id
  WHERE o.evidence_record = e.evidence_record AND o.child_id <> e.child_id)
UNION ALL
SELECT disability_record FROM disability_of_child e
WHERE EXISTS (
  FROM disability_of_child o ANTI JOIN suspected_duplicate d ON d.child_id = e.child_id AND d.other_child = o.child_id
  WHERE o.disability_record = e.disability_record AND o.child_id <> e.child_id)
