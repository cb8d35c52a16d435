package io.github.cqr.domain.script;

/**
 * A place in a script.
 *
 * @param line
 *            1-based; lines end at {@code \n} (so {@code \r\n} ends one line, and a lone {@code \r} none)
 * @param column
 *            1-based, counted in Unicode code points from the start of the line; a tab counts one, a byte order mark none
 * @param byteOffset
 *            0-based, counted in bytes from the very first byte of the script, a byte order mark included
 */
public record Position(long line, int column, long byteOffset) {
    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
