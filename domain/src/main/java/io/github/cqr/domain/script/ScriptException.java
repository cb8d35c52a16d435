package io.github.cqr.domain.script;

/**
 * The script cannot be run as it is written. The message says what is wrong and what to do, on one line and without the place; the place
 * is in {@link #position()}, so that a front end words it together with the file's name.
 */
public final class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long line;
    private final int column;
    private final long byteOffset;

    /** Makes the exception; {@code message} is one line, without the place. */
    public ScriptException(String message, Position position) {
        super(message);
        this.line = position.line();
        this.column = position.column();
        this.byteOffset = position.byteOffset();
    }

    /** Where the fault begins: for something unclosed, the place where it opens. */
    public Position position() {
        return new Position(line, column, byteOffset);
    }

    /** The 1-based line of {@link #position()}. */
    public long line() {
        return line;
    }

    /** The 1-based column of {@link #position()}, in code points. */
    public int column() {
        return column;
    }

    /** The 0-based byte offset of {@link #position()}. */
    public long byteOffset() {
        return byteOffset;
    }
}
