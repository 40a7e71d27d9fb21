-- title: 记录组：成对的、整组的、逐条的（B-cubed）
-- grain: 全部登记册，一行
-- key: records
WITH met AS (
  SELECT cluster, owner, count(*) AS shared, sum(count(*)) OVER (PARTITION BY cluster) AS in_cluster,
    sum(count(*)) OVER (PARTITION BY owner) AS of_owner
  FROM cluster JOIN owner USING (record_id) GROUP BY cluster, owner
),
summed AS (
  SELECT sum(shared) AS records, count(DISTINCT cluster) AS clusters, count(DISTINCT owner) AS owners,
    sum(shared * (in_cluster - 1)) / 2 AS pairs_linked, sum(shared * (of_owner - 1)) / 2 AS pairs_true,
    sum(shared * (shared - 1)) / 2 AS pairs_right,
    count(DISTINCT cluster) FILTER (in_cluster > 1) AS groups_found,
    count(DISTINCT owner) FILTER (of_owner > 1) AS groups_true,
    count(*) FILTER (shared > 1 AND shared = in_cluster AND shared = of_owner) AS groups_exact,
    sum(shared * shared / in_cluster) / sum(shared) AS bcubed_precision,
    sum(shared * shared / of_owner) / sum(shared) AS bcubed_recall
  FROM met
)
SELECT records::BIGINT AS records, clusters, owners, pairs_linked::BIGINT AS pairs_linked, pairs_true::BIGINT AS pairs_true,
  pairs_right::BIGINT AS pairs_right, groups_found, groups_true, groups_exact, bcubed_precision, bcubed_recall,
  2 * bcubed_precision * bcubed_recall / (bcubed_precision + bcubed_recall) AS bcubed_f1
FROM summed
