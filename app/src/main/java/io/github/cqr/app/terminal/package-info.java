/** What the process knows of its terminal and its signals, and how an operator without a full screen steers the run. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.app.terminal;
