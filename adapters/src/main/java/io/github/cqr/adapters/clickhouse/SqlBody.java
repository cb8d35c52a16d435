package io.github.cqr.adapters.clickhouse;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A statement as the body of one request, encoded while it is written: a statement with a gigabyte of inline data is not copied. It can be
 * written once: nothing below may send it again. And it knows whether it was touched: while it was not, ClickHouse cannot have seen the
 * statement, since the URL holds none of it.
 */
final class SqlBody extends AbstractHttpEntity {
    private static final int BUFFER = 16 * 1024;
    private final String sql;
    private final long length;
    private volatile boolean begun;
    private volatile boolean written;

    SqlBody(String sql) {
        super(ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8), null);
        this.sql = sql;
        this.length = utf8Length(sql);
    }

    /** Whether a byte of the statement may have left this process. */
    boolean begun() {
        return begun;
    }

    /** Whether all of it was handed to the operating system. */
    boolean written() {
        return written;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("a statement is written, not read");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        if (begun) {
            throw new IOException("the statement was sent already; it is never sent twice");
        }
        begun = true;
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
        writer.write(sql);
        writer.flush();
        written = true;
    }

    @Override
    public boolean isStreaming() {
        return !written;
    }

    @Override
    public void close() {}

    /** As the encoder counts: a lone surrogate becomes one {@code ?}. */
    static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes++;
            }
        }
        return bytes;
    }
}
