/** The program: the command line, the wiring of adapters, and the only place that ends the process. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.app;
