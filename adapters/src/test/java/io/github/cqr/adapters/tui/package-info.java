/** The live screen's threads, keys and files, on a terminal made for tests. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.tui;
