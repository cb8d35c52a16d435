/**
 * The command line: what can be asked of the program, where each value comes from (option, environment, configuration file, default), and
 * how errors become one line and an exit code. Hands a plain {@link io.github.cqr.app.cli.RunOptions} to a
 * {@link io.github.cqr.app.cli.Program} and knows nothing of what that does with it.
 */
@org.jspecify.annotations.NullMarked
package io.github.cqr.app.cli;
