-- title: 学籍号码的损坏对全号的影响
-- grain: 一种损坏
-- key: kind
FROM (VALUES
  ('blank', 'no_number'), ('excel_cut', 'no_number'), ('file_cut', 'no_number'), ('scientific', 'no_number'),
  ('fifteen_digits', 'no_number'), ('temporary', 'no_number'), ('masked', 'no_number'), ('guardian_id', 'no_number'),
  ('digit_wrong', 'wrong_number'), ('neighbors_swapped', 'wrong_number'), ('sibling_id', 'wrong_number')
) AS known(kind, subgroup)
