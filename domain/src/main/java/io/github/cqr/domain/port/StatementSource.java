package io.github.cqr.domain.port;

import io.github.cqr.domain.script.Statement;
import org.jspecify.annotations.Nullable;

/** The statements of a script, in file order, read as they are asked for. */
public interface StatementSource extends AutoCloseable {
    /**
     * The next statement, or null at the end of the script. May block on reading.
     *
     * @throws io.github.cqr.domain.script.ScriptException if the text is not a script; an unreadable file is reported by the implementation in the same way
     */
    @Nullable
    Statement next();

    @Override
    void close();
}
