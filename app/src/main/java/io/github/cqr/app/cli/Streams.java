package io.github.cqr.app.cli;

import java.io.PrintStream;
import java.util.function.BooleanSupplier;

/**
 * The output streams of the process and whether a person reads them. That is asked only when it matters, because asking costs time at the
 * start.
 *
 * @param out standard output, for results and JSON; in UTF-8; buffered, so whoever wants a line seen flushes it
 * @param err standard error, for logs and errors; in UTF-8
 * @param outIsTerminal whether {@code out} is a terminal
 * @param errIsTerminal whether {@code err} is a terminal
 */
public record Streams(PrintStream out, PrintStream err, BooleanSupplier outIsTerminal, BooleanSupplier errIsTerminal) {}
