/** What is put together, held against what is said of it. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.app.wiring;
