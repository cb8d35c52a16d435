-- What the target must hold after the backfill, summed over the nodes of the cluster named cqr.
SELECT sum(sales) AS sales, sum(cents) AS cents
  FROM clusterAllReplicas('cqr', example.sales_by_month);
