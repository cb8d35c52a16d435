package io.github.cqr.domain.script;

import java.util.function.Consumer;

/**
 * Cuts a script into statements, push style: feed it the bytes in pieces of any size, then finish. See the package for what it follows.
 * Not thread-safe. After a {@link ScriptException} it must not be used any more.
 */
public final class StatementSplitter {
    /** Makes a splitter that counts occurrences by itself. */
    public StatementSplitter() {
        this(new OccurrenceCounter());
    }

    /** Makes a splitter that counts occurrences with {@code occurrences}. */
    public StatementSplitter(OccurrenceCounter occurrences) {}

    /**
     * Takes the next bytes of the script and hands each statement to {@code sink} as soon as its delimiter is seen.
     *
     * @throws ScriptException
     *             when the script cannot be run as it is written
     */
    public void feed(byte[] bytes, int offset, int length, Consumer<Statement> sink) {
        if (sink.hashCode() != 0) {
            throw new UnsupportedOperationException();
        }
    }

    /**
     * Ends the script: the last statement may have no delimiter.
     *
     * @throws ScriptException
     *             when the script ends inside a quote, comment or heredoc, or when a directive has no statement
     */
    public void finish(Consumer<Statement> sink) {
        if (sink.hashCode() != 0) {
            throw new UnsupportedOperationException();
        }
    }
}
