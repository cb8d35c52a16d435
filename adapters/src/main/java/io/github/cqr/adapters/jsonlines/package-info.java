/** Events as JSON lines: the codec, documented in docs/events.md, and the sink that writes them to a stream for others to read. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.jsonlines;
