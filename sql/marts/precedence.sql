-- title: 状态认定的先后
-- grain: 一种依据；同一儿童有几种依据时，rank 最小的作准
-- key: grounds
-- publish: main
-- columns:
--   rank: 先后
--   grounds: 依据
--   status: 由此认定的状态；空表示依据本身说明是哪一种备案状态
--   reason: 原因代码
-- domain.md, "Status of a child": first true wins. A new ground is one more line here and one more branch in status_grounds.
FROM (VALUES
  (10, 'filed_yet_enrolled',      'data_conflict',       'cancelled_yet_enrolled'),
  (11, 'id_shared',               'data_conflict',       'id_shared'),
  (12, 'duplicate_of_schooled',   'data_conflict',       'duplicate_registration_suspected'),
  (20, 'registry_cancelled',      NULL,                  'registry_cancelled'),
  (21, 'proof_filed',             NULL,                  'evidence_valid'),
  (30, 'visited_out',             'out_of_school',       'visit_not_in_school'),
  (31, 'visit_contradicted',      'data_conflict',       'evidence_contradicts'),
  (40, 'roster_absent',           'suspected_dropout',   'roster_absent'),
  (50, 'roll_in_town',            'enrolled_in_town',    'roll_active'),
  (51, 'roll_in_county',          'enrolled_in_county',  'roll_active'),
  (52, 'roll_outside',            'enrolled_outside',    'roll_active'),
  (53, 'proof_enrolled_in_town',  'enrolled_in_town',    'evidence_valid'),
  (54, 'proof_enrolled_in_county','enrolled_in_county',  'evidence_valid'),
  (55, 'proof_enrolled_outside',  'enrolled_outside',    'evidence_valid'),
  (60, 'proof_located_unevidenced','outside_unevidenced','evidence_missing'),
  (61, 'expired_enrolled_outside','outside_unevidenced', 'evidence_expired'),
  (70, 'roll_other_stage',        'other_stage',         'roll_active'),
  (71, 'proof_other_stage',       'other_stage',         'evidence_valid'),
  (80, 'roll_graduated',          'graduated',           'graduated_by_roll'),
  (81, 'proof_graduated',         'graduated',           'evidence_valid'),
  (90, 'roll_home_taught',        'home_taught',         'roll_active'),
  (91, 'proof_home_taught',       'home_taught',         'evidence_valid'),
  (92, 'listed_home_taught',      'home_taught',         'home_taught_listed'),
  (100, 'proof_disabled_unplaced', 'disabled_unplaced',  'disability_unplaced'),
  (101, 'listed_disabled_unplaced','disabled_unplaced',  'disability_unplaced'),
  (110, 'proof_deferred',         'deferred',            'approval_valid'),
  (111, 'proof_suspended',        'suspended',           'approval_valid'),
  (120, 'entry_not_due',          'entry_not_due',       'entry_not_due'),
  (125, 'proof_refuted',           'suspected_dropout',   'certificate_untrue'),
  (130, 'roll_school_unknown',    'possible_match',      'school_unknown'),
  (131, 'roll_in_review',         'possible_match',      'roll_match_unsure'),
  (132, 'evidence_in_review',     'possible_match',      'evidence_match_unsure'),
  (133, 'roll_unclear',           'possible_match',      'roll_status_unknown'),
  (140, 'proof_contradicted',     'data_conflict',       'evidence_contradicts'),
  (150, 'roll_left',              'suspected_dropout',   'roll_left'),
  (151, 'roll_moved',             'suspected_dropout',   'roll_moved'),
  (152, 'roll_incomplete',        'suspected_dropout',   'roll_incomplete'),
  (153, 'roll_suspended',         'suspected_dropout',   'roll_suspended'),
  (154, 'expired_suspended',      'suspected_dropout',   'approval_expired'),
  (155, 'roll_dead',              'suspected_dropout',   'roll_dead'),
  (156, 'roll_primary_transition','suspected_dropout',   'transition'),
  (157, 'roll_primary_finished',  'suspected_dropout',   'primary_finished'),
  (170, 'visit_person_unknown',   'not_found',           'visit_person_unknown'),
  (171, 'visit_information_wrong','not_found',           'visit_information_wrong'),
  (172, 'expired_deferred',       'not_found',           'approval_expired'),
  (173, 'expired_other',          'not_found',           'evidence_expired'),
  (174, 'new_entrant',            'not_found',           'transition'),
  (175, 'nothing',                'not_found',           'nothing_found')
) AS line(rank, grounds, status, reason)
