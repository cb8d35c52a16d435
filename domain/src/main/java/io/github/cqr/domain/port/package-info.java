/** What the core needs from the world and what the world tells the core. Adapters implement or call these; they never meet each other. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.port;
