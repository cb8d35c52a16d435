package io.github.cqr.adapters.scriptfile;

import io.github.cqr.domain.port.StatementSource;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementSplitter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Turns the splitter round: it pushes, the run pulls. Reads a small piece at a time, so few statements wait here. */
final class PulledStatements implements StatementSource {
    private static final int PIECE = 1 << 14;

    private final String name;
    private final InputStream in;
    private final StatementSplitter splitter = new StatementSplitter();
    private final ArrayDeque<Statement> ready = new ArrayDeque<>();
    private final byte[] piece = new byte[PIECE];
    private boolean ended;

    PulledStatements(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    @Override
    public @Nullable Statement next() {
        while (ready.isEmpty() && !ended) {
            try {
                int length = in.read(piece);
                ended = length < 0;
                if (ended) {
                    splitter.finish(ready::add);
                } else {
                    splitter.feed(piece, 0, length, ready::add);
                }
            } catch (IOException e) {
                ended = true;
                throw ScriptFile.failure(name, e);
            }
        }
        return ready.poll();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw ScriptFile.failure(name, e);
        }
    }
}
