/**
 * Text for people without a full screen: log lines, and on a terminal one live progress line below them. Everything that comes from SQL,
 * servers or node names is made printable first.
 */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.plain;
