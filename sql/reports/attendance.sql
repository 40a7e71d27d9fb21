-- title: 在校情况：学籍与花名册的比对
SELECT
    count(*) FILTER (seen <> 'not_covered') AS compared,
    count(*) FILTER (seen = 'seen') AS seen,
    count(*) FILTER (seen = 'unsure') AS unsure,
    count(*) FILTER (seen = 'absent') AS absent,
    count(*) FILTER (seen = 'not_covered') AS not_covered,
    max(month) AS month
FROM attendance
