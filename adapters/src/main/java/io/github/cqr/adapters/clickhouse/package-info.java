/**
 * Statements on ClickHouse: sends them, follows them, kills them, and finds out what became of one whose connection broke. Built on the
 * HTTP transport of the ClickHouse driver; see {@code DriverTransport} for what is taken from it and what is not.
 */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.clickhouse;
