-- title: 各乡镇台账，一镇一行
-- grain: 一个乡镇，全县一行的 town 为 *
-- columns:
--   town: 乡镇；全县为 *
--   of_age: 适龄儿童
--   enrolled_in_town: 本镇就读
--   enrolled_in_county: 县内外镇就读
--   enrolled_outside: 县外就读，佐证有效
--   outside_unevidenced: 县外就读未取证
--   other_stage: 非义务教育阶段就读
--   home_taught: 送教上门
--   graduated: 初中毕业
--   filed: 备案：死亡、失踪、空挂户、重复户籍、迁出
--   on_leave: 延缓入学、休学、未到入学时间
--   disabled_unplaced: 重度残疾待安置
--   possible_match: 疑似匹配待复核
--   data_conflict: 信息冲突
--   suspected_dropout: 疑似辍学
--   out_of_school: 暂不在校
--   not_found: 未查到就学信息
--   age_unknown: 出生日期不明，不计入适龄儿童
SELECT
  town,
  sum(children) FILTER (status <> 'age_unknown')::BIGINT AS of_age,
  sum(children) FILTER (status = 'enrolled_in_town')::BIGINT AS enrolled_in_town,
  sum(children) FILTER (status = 'enrolled_in_county')::BIGINT AS enrolled_in_county,
  sum(children) FILTER (status = 'enrolled_outside')::BIGINT AS enrolled_outside,
  sum(children) FILTER (status = 'outside_unevidenced')::BIGINT AS outside_unevidenced,
  sum(children) FILTER (status = 'other_stage')::BIGINT AS other_stage,
  sum(children) FILTER (status = 'home_taught')::BIGINT AS home_taught,
  sum(children) FILTER (status = 'graduated')::BIGINT AS graduated,
  coalesce(sum(children) FILTER (status IN (SELECT s.status FROM status s WHERE s.filed)), 0)::BIGINT AS filed,
  sum(children) FILTER (status IN ('deferred', 'suspended', 'entry_not_due'))::BIGINT AS on_leave,
  sum(children) FILTER (status = 'disabled_unplaced')::BIGINT AS disabled_unplaced,
  sum(children) FILTER (status = 'possible_match')::BIGINT AS possible_match,
  sum(children) FILTER (status = 'data_conflict')::BIGINT AS data_conflict,
  sum(children) FILTER (status = 'suspected_dropout')::BIGINT AS suspected_dropout,
  sum(children) FILTER (status = 'out_of_school')::BIGINT AS out_of_school,
  sum(children) FILTER (status = 'not_found')::BIGINT AS not_found,
  sum(children) FILTER (status = 'age_unknown')::BIGINT AS age_unknown
FROM ledger
GROUP BY town
ORDER BY town <> '*', town
