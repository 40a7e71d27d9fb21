-- title: 未达到的数据约定
SELECT gate, title, sentence FROM check_result WHERE NOT success ORDER BY gate <> 'totals', result_no
