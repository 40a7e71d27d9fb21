-- title: 班号
-- grain: 学籍或花名册上的一种班级名称
-- key: class_name
-- publish: no
-- columns:
--   class_name: 班级名称，按登记册所写
--   class_no: 班号，名称末尾的数；读不出的（十班、甲班）为空串
SELECT class_name,
  regexp_extract(translate(class_name, '一二三四五六七八九１２３４５６７８９０', '1234567891234567890'),
    '^[^十]*?0*(\d+)[)）]?班?$', 1) AS class_no
FROM (SELECT class_name FROM source.roll UNION SELECT class_name FROM source.roster) WHERE class_name IS NOT NULL
