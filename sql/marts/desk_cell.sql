-- title: 要更正的单元格
-- grain: 数据核对清单上一个要更正的记录或文件的问题
-- key: task_no
-- publish: no
-- columns:
--   task_no: 编号
--   cell: 单元格，列号和行号如电子表格所示；整列的问题为其表头，整行、整个文件的为空
--   written: 该处现有的内容，程序读入后的写法
WITH place AS (
  SELECT source, file_name, sheet, column_name, min(letter) AS letter FROM source.place GROUP BY ALL
),
-- A column spoilt as a whole is shown by its heading; of several sheets the first.
spoilt AS (
  SELECT source, file_name, column_name,
    arg_min(concat(nullif(sheet, '') || '!', letter, header_row), sheet) AS cell
  FROM place JOIN source.file USING (source, file_name, sheet) GROUP BY ALL
)
SELECT
  d.task_no,
  CASE d.kind WHEN 'file' THEN h.cell ELSE p.letter || d.row_no END AS cell,
  CASE d.column_name
    WHEN 'citizen_id'     THEN v.citizen_id
    WHEN 'name'           THEN v.name
    WHEN 'sex'            THEN s.label
    WHEN 'dob'            THEN strftime(v.dob, '%Y-%m-%d')
    WHEN 'town'           THEN v.town
    WHEN 'school_name'    THEN v.school
    WHEN 'located_school' THEN v.school
  END AS written
FROM desk_record d
  LEFT JOIN place p USING (source, file_name, sheet, column_name)
  LEFT JOIN spoilt h ON h.source = d.source AND h.file_name = d.file_name AND h.column_name = d.column_name
  LEFT JOIN person v ON v.record_id = d.record_id
  LEFT JOIN config.term s ON s.vocabulary = 'sex' AND s.code = v.sex
