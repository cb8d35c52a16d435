/** What this machine gives: its clocks. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.local;
