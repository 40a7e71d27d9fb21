-- title: 每项任务都在核查清单或数据核对清单上
SELECT child_id FROM exception
WHERE list <> 'data_desk' AND case_token NOT IN (SELECT case_token FROM visit_list)
UNION ALL
SELECT s.child_id FROM subject_status s JOIN exception x USING (child_id)
WHERE x.list = 'data_desk'
  AND s.record_id NOT IN (SELECT left_record FROM desk_child UNION ALL SELECT left_record FROM desk_pair
    UNION ALL SELECT right_record FROM desk_pair)
UNION ALL
SELECT record_id FROM age WHERE age_unknown AND record_id NOT IN (SELECT left_record FROM desk_child)
