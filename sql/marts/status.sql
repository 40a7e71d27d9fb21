-- title: 状态一览
-- grain: 一种状态
-- key: status
-- publish: main
-- columns:
--   status: 状态代码
--   label: 中文名称
--   position: 台账中的次序
--   list: 该状态的儿童列入的清单：none、visit、certificate、placement、data_desk
--   in_school: 是否计入“在校合计”
--   verified: 是否已证实就学（错给这种状态就会漏掉一名儿童）
--   filed: 是否为备案状态（死亡、失踪、空挂户、重复户籍、迁出）
WITH meaning(position, status, list, in_school, verified, filed) AS (
  VALUES
    ( 1, 'enrolled_in_town',       'none',        true,  true,  false),
    ( 2, 'enrolled_in_county',     'none',        true,  true,  false),
    ( 3, 'enrolled_outside',       'none',        true,  true,  false),
    ( 4, 'outside_unevidenced',    'certificate', true,  false, false),
    ( 5, 'other_stage',            'none',        true,  true,  false),
    ( 6, 'home_taught',            'none',        true,  true,  false),
    ( 7, 'graduated',              'none',        false, true,  false),
    ( 8, 'deceased',               'none',        false, false, true),
    ( 9, 'missing',                'none',        false, false, true),
    (10, 'vacant_registration',    'none',        false, false, true),
    (11, 'duplicate_registration', 'none',        false, false, true),
    (12, 'moved_away',             'none',        false, false, true),
    (13, 'disabled_unplaced',      'placement',   false, false, false),
    (14, 'deferred',               'none',        false, false, false),
    (15, 'suspended',              'none',        false, false, false),
    (16, 'entry_not_due',          'none',        false, false, false),
    (17, 'possible_match',         'data_desk',   false, false, false),
    (18, 'data_conflict',          'data_desk',   false, false, false),
    (19, 'suspected_dropout',      'visit',       false, false, false),
    (20, 'out_of_school',          'visit',       false, false, false),
    (21, 'not_found',              'visit',       false, false, false)
)
SELECT m.status, t.label, m.position, m.list, m.in_school, m.verified, m.filed
FROM meaning m JOIN config.term t ON t.vocabulary = 'child_status' AND t.code = m.status
