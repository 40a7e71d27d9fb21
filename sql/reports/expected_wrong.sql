-- title: 预期的误判人数
SELECT kind, children, expected, at_most FROM expected_wrong
