/**
 * What the never-twice protocol takes for granted of ClickHouse, each claim shown on a real server by plain HTTP. A test that fails here
 * says that a release of ClickHouse behaves differently: read the protocol again before the test is changed.
 */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.clickhouse.platform;
