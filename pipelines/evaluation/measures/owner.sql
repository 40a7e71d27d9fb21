-- title: 每条记录真正是谁的
-- grain: 一条关于人的记录
-- key: record_id
-- Two registry rows of one person (same_as) have one owner: a school found for either is rightly found.
SELECT r.record_id, r.source, t.person, coalesce(p.same_as, t.person) AS owner, coalesce(t.damage, '') AS damage
FROM night.record r
  JOIN truth.records t
    ON t.source = r.source AND t.file_name = r.file_name AND coalesce(t.sheet, '') = coalesce(r.sheet, '')
   AND t.row_no::INTEGER = r.row_no
  LEFT JOIN truth.persons p USING (person)
WHERE r.source IN ('population', 'roll', 'poverty', 'evidence', 'approvals', 'disability')
