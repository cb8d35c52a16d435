-- The example's tables, for one node. Each node holds the same source rows, so any node can work on any month.
CREATE DATABASE IF NOT EXISTS example;

CREATE TABLE IF NOT EXISTS example.sales
(
    sold_at DateTime64(0),
    shop    LowCardinality(String),
    cents   UInt32
)
ENGINE = MergeTree
ORDER BY sold_at;

-- What a materialized view maintains from today on; the months before it are what the backfill adds.
CREATE TABLE IF NOT EXISTS example.sales_by_month
(
    month Date,
    shop  LowCardinality(String),
    sales UInt64,
    cents UInt64
)
ENGINE = SummingMergeTree
ORDER BY (month, shop);

CREATE MATERIALIZED VIEW IF NOT EXISTS example.sales_by_month_mv TO example.sales_by_month
AS SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
     FROM example.sales
    WHERE sold_at >= '2026-01-01'
    GROUP BY month, shop;

-- Two million sales from 2008 to 2024: the same on every node, since they follow from the row's number.
INSERT INTO example.sales
SELECT toDateTime64('2008-01-01 00:00:00', 0, 'UTC') + number * 263 AS sold_at,
       concat('shop-', toString(number % 23)) AS shop,
       cityHash64(number) % 10000 AS cents
  FROM numbers(2000000);
