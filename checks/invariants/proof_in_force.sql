-- title: 凭佐证、审批或残联名单不列入清单的儿童，佐证都未过期
SELECT child_id FROM child
WHERE reason IN ('evidence_valid', 'approval_valid', 'home_taught_listed')
  AND status <> 'graduated' AND status NOT IN (SELECT status FROM status WHERE filed)
  AND coalesce(valid_until < getvariable('as_of'), true)
