/**
 * What {@code SET} and {@code USE} in a script mean for the statements after them: a client session, written down as values that travel
 * with every request, because the statements of one script run on many connections.
 */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.session;
