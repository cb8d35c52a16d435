-- Backfills the target of a materialized view month by month: 200 statements, each an INSERT SELECT over one month of
-- the source table. Each month is written once, on whichever node the runner picks; the sums over both nodes are checked
-- by examples/totals.sql.

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-01-01' AND sold_at < '2008-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-02-01' AND sold_at < '2008-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-03-01' AND sold_at < '2008-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-04-01' AND sold_at < '2008-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-05-01' AND sold_at < '2008-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-06-01' AND sold_at < '2008-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-07-01' AND sold_at < '2008-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-08-01' AND sold_at < '2008-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-09-01' AND sold_at < '2008-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-10-01' AND sold_at < '2008-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-11-01' AND sold_at < '2008-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2008-12-01' AND sold_at < '2009-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-01-01' AND sold_at < '2009-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-02-01' AND sold_at < '2009-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-03-01' AND sold_at < '2009-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-04-01' AND sold_at < '2009-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-05-01' AND sold_at < '2009-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-06-01' AND sold_at < '2009-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-07-01' AND sold_at < '2009-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-08-01' AND sold_at < '2009-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-09-01' AND sold_at < '2009-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-10-01' AND sold_at < '2009-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-11-01' AND sold_at < '2009-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2009-12-01' AND sold_at < '2010-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-01-01' AND sold_at < '2010-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-02-01' AND sold_at < '2010-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-03-01' AND sold_at < '2010-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-04-01' AND sold_at < '2010-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-05-01' AND sold_at < '2010-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-06-01' AND sold_at < '2010-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-07-01' AND sold_at < '2010-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-08-01' AND sold_at < '2010-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-09-01' AND sold_at < '2010-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-10-01' AND sold_at < '2010-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-11-01' AND sold_at < '2010-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2010-12-01' AND sold_at < '2011-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-01-01' AND sold_at < '2011-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-02-01' AND sold_at < '2011-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-03-01' AND sold_at < '2011-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-04-01' AND sold_at < '2011-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-05-01' AND sold_at < '2011-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-06-01' AND sold_at < '2011-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-07-01' AND sold_at < '2011-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-08-01' AND sold_at < '2011-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-09-01' AND sold_at < '2011-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-10-01' AND sold_at < '2011-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-11-01' AND sold_at < '2011-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2011-12-01' AND sold_at < '2012-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-01-01' AND sold_at < '2012-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-02-01' AND sold_at < '2012-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-03-01' AND sold_at < '2012-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-04-01' AND sold_at < '2012-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-05-01' AND sold_at < '2012-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-06-01' AND sold_at < '2012-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-07-01' AND sold_at < '2012-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-08-01' AND sold_at < '2012-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-09-01' AND sold_at < '2012-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-10-01' AND sold_at < '2012-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-11-01' AND sold_at < '2012-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2012-12-01' AND sold_at < '2013-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-01-01' AND sold_at < '2013-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-02-01' AND sold_at < '2013-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-03-01' AND sold_at < '2013-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-04-01' AND sold_at < '2013-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-05-01' AND sold_at < '2013-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-06-01' AND sold_at < '2013-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-07-01' AND sold_at < '2013-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-08-01' AND sold_at < '2013-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-09-01' AND sold_at < '2013-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-10-01' AND sold_at < '2013-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-11-01' AND sold_at < '2013-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2013-12-01' AND sold_at < '2014-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-01-01' AND sold_at < '2014-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-02-01' AND sold_at < '2014-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-03-01' AND sold_at < '2014-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-04-01' AND sold_at < '2014-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-05-01' AND sold_at < '2014-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-06-01' AND sold_at < '2014-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-07-01' AND sold_at < '2014-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-08-01' AND sold_at < '2014-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-09-01' AND sold_at < '2014-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-10-01' AND sold_at < '2014-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-11-01' AND sold_at < '2014-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2014-12-01' AND sold_at < '2015-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-01-01' AND sold_at < '2015-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-02-01' AND sold_at < '2015-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-03-01' AND sold_at < '2015-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-04-01' AND sold_at < '2015-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-05-01' AND sold_at < '2015-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-06-01' AND sold_at < '2015-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-07-01' AND sold_at < '2015-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-08-01' AND sold_at < '2015-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-09-01' AND sold_at < '2015-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-10-01' AND sold_at < '2015-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-11-01' AND sold_at < '2015-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2015-12-01' AND sold_at < '2016-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-01-01' AND sold_at < '2016-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-02-01' AND sold_at < '2016-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-03-01' AND sold_at < '2016-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-04-01' AND sold_at < '2016-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-05-01' AND sold_at < '2016-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-06-01' AND sold_at < '2016-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-07-01' AND sold_at < '2016-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-08-01' AND sold_at < '2016-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-09-01' AND sold_at < '2016-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-10-01' AND sold_at < '2016-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-11-01' AND sold_at < '2016-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2016-12-01' AND sold_at < '2017-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-01-01' AND sold_at < '2017-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-02-01' AND sold_at < '2017-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-03-01' AND sold_at < '2017-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-04-01' AND sold_at < '2017-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-05-01' AND sold_at < '2017-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-06-01' AND sold_at < '2017-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-07-01' AND sold_at < '2017-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-08-01' AND sold_at < '2017-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-09-01' AND sold_at < '2017-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-10-01' AND sold_at < '2017-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-11-01' AND sold_at < '2017-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2017-12-01' AND sold_at < '2018-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-01-01' AND sold_at < '2018-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-02-01' AND sold_at < '2018-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-03-01' AND sold_at < '2018-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-04-01' AND sold_at < '2018-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-05-01' AND sold_at < '2018-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-06-01' AND sold_at < '2018-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-07-01' AND sold_at < '2018-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-08-01' AND sold_at < '2018-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-09-01' AND sold_at < '2018-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-10-01' AND sold_at < '2018-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-11-01' AND sold_at < '2018-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2018-12-01' AND sold_at < '2019-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-01-01' AND sold_at < '2019-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-02-01' AND sold_at < '2019-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-03-01' AND sold_at < '2019-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-04-01' AND sold_at < '2019-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-05-01' AND sold_at < '2019-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-06-01' AND sold_at < '2019-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-07-01' AND sold_at < '2019-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-08-01' AND sold_at < '2019-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-09-01' AND sold_at < '2019-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-10-01' AND sold_at < '2019-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-11-01' AND sold_at < '2019-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2019-12-01' AND sold_at < '2020-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-01-01' AND sold_at < '2020-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-02-01' AND sold_at < '2020-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-03-01' AND sold_at < '2020-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-04-01' AND sold_at < '2020-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-05-01' AND sold_at < '2020-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-06-01' AND sold_at < '2020-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-07-01' AND sold_at < '2020-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-08-01' AND sold_at < '2020-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-09-01' AND sold_at < '2020-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-10-01' AND sold_at < '2020-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-11-01' AND sold_at < '2020-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2020-12-01' AND sold_at < '2021-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-01-01' AND sold_at < '2021-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-02-01' AND sold_at < '2021-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-03-01' AND sold_at < '2021-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-04-01' AND sold_at < '2021-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-05-01' AND sold_at < '2021-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-06-01' AND sold_at < '2021-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-07-01' AND sold_at < '2021-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-08-01' AND sold_at < '2021-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-09-01' AND sold_at < '2021-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-10-01' AND sold_at < '2021-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-11-01' AND sold_at < '2021-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2021-12-01' AND sold_at < '2022-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-01-01' AND sold_at < '2022-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-02-01' AND sold_at < '2022-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-03-01' AND sold_at < '2022-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-04-01' AND sold_at < '2022-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-05-01' AND sold_at < '2022-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-06-01' AND sold_at < '2022-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-07-01' AND sold_at < '2022-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-08-01' AND sold_at < '2022-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-09-01' AND sold_at < '2022-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-10-01' AND sold_at < '2022-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-11-01' AND sold_at < '2022-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2022-12-01' AND sold_at < '2023-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-01-01' AND sold_at < '2023-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-02-01' AND sold_at < '2023-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-03-01' AND sold_at < '2023-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-04-01' AND sold_at < '2023-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-05-01' AND sold_at < '2023-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-06-01' AND sold_at < '2023-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-07-01' AND sold_at < '2023-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-08-01' AND sold_at < '2023-09-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-09-01' AND sold_at < '2023-10-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-10-01' AND sold_at < '2023-11-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-11-01' AND sold_at < '2023-12-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2023-12-01' AND sold_at < '2024-01-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2024-01-01' AND sold_at < '2024-02-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2024-02-01' AND sold_at < '2024-03-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2024-03-01' AND sold_at < '2024-04-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2024-04-01' AND sold_at < '2024-05-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2024-05-01' AND sold_at < '2024-06-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2024-06-01' AND sold_at < '2024-07-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2024-07-01' AND sold_at < '2024-08-01'
 GROUP BY month, shop;

INSERT INTO example.sales_by_month
SELECT toStartOfMonth(sold_at) AS month, shop, count() AS sales, sum(cents) AS cents
  FROM example.sales
 WHERE sold_at >= '2024-08-01' AND sold_at < '2024-09-01'
 GROUP BY month, shop;
