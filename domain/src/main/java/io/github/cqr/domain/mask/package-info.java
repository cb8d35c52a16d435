/** Takes passwords, tokens and keys out of statements and messages before they leave the process; what is sent to ClickHouse is never changed. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.mask;
