-- title: 指向几个人的在案材料
-- grain: 一件佐证、审批或残联名单记录
-- key: record_id
-- publish: no
-- columns:
--   record_id: 记录编号
-- What is on file proves one person's. A token that says one child and a name and number that say another, or a number
-- that two registry rows share, unless they are one person: it proves nobody's, and the data desk is told.
SELECT DISTINCT a.record_id
FROM claim_on_file a JOIN claim_on_file b ON b.record_id = a.record_id AND b.child_id IS DISTINCT FROM a.child_id
  ANTI JOIN suspected_duplicate d ON d.child_id = a.child_id AND d.other_child = b.child_id
UNION
-- A row that slipped against its token, as when part of a sheet was sorted: the token says one child, the name another,
-- and no number says that it is the first all the same.
SELECT e.record_id
FROM source.evidence e
  JOIN casebook.token t USING (case_token)
  JOIN subject s USING (child_id)
  LEFT JOIN source.population p ON p.record_id = s.record_id
  LEFT JOIN source.poverty w ON w.record_id = s.record_id
  ANTI JOIN linked.link l ON l.left_record = s.record_id AND l.right_record = e.record_id
WHERE NOT e.name_unreadable AND NOT coalesce(p.name_unreadable, w.name_unreadable, false)
  AND e.name_key <> coalesce(p.name_key, w.name_key) AND e.name_key IS DISTINCT FROM p.former_key
