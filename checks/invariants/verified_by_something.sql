-- title: 证实就学的儿童都有已链接的学籍或有效佐证，没有只凭待复核候选对的
WITH proof AS (
  SELECT l.left_record AS record_id, l.right_record AS proof FROM linked.link l JOIN source.roll r ON r.record_id = l.right_record
  WHERE r.status = 'active' OR r.status = 'finished'
),
certificate AS (
  SELECT child_id, evidence_record AS proof FROM evidence_in_force WHERE in_force AND NOT contradicts AND NOT visited_out
  UNION ALL
  SELECT child_id, disability_record FROM disability_of_child WHERE placement = 'home' AND in_force
)
SELECT c.child_id
FROM child c JOIN status s USING (status)
WHERE s.verified
  AND NOT EXISTS (FROM proof p WHERE p.record_id = c.record_id AND p.proof = c.roll_record)
  AND NOT EXISTS (FROM certificate e WHERE e.child_id = c.child_id AND e.proof = c.evidence_record)
