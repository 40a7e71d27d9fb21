-- title: 儿童所属的人群，按本人的全部记录
-- grain: 一名适龄儿童在一个人群中
-- key: child_id, family, subgroup
SELECT DISTINCT j.child_id, g.family, g.subgroup
FROM judged j JOIN owner o USING (person) JOIN group_of_record g ON g.record_id = o.record_id
