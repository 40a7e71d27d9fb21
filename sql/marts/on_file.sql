-- title: 佐证与审批
-- grain: 一件佐证，或一份延缓入学、休学审批
-- key: record_id
-- publish: no
-- columns:
--   record_id: 记录编号
--   source: evidence 佐证，approvals 审批
--   case_token: 任务编号，审批没有
--   result: 核查结果，审批的为 deferred 或 suspended
--   evidence_date: 取证日期，审批的为起始日期
--   valid_until: 有效期的最后一天，未写的为空
--   located_school: 就读学校
--   located_grade: 就读年级
SELECT record_id, 'evidence' AS source, case_token, result, evidence_date, valid_until, located_school, located_grade
FROM source.evidence
UNION ALL
-- An approval is evidence of its kind, from its first day through its last.
SELECT record_id, 'approvals', NULL, kind, valid_from, valid_until, school_name, NULL FROM source.approvals
