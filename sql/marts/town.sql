-- title: 乡镇
-- grain: 本县的一个乡镇
-- key: town
-- publish: no
-- columns:
--   town: 乡镇名称，取自设置 [county] towns 与学校名录的所属乡镇
SELECT town FROM config.town WHERE town <> ''
UNION
SELECT town FROM source.schools WHERE in_county AND town <> ''
