/** What this machine gives: its clocks, and a lock against a second process on the same run. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.local;
