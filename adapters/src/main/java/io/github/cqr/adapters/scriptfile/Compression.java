package io.github.cqr.adapters.scriptfile;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** How a script's bytes are packed, told from their first bytes and not from the name: {@code cat a.sql.gz |} has no name. */
enum Compression {
    /** Not at all. */
    NONE,
    /** gzip, RFC 1952; several members one after the other are one text. */
    GZIP,
    /** Zstandard, RFC 8878; several frames one after the other are one text. */
    ZSTD;

    /** As many bytes as are needed to tell. */
    static final int MAGIC_LENGTH = 4;
    private static final int BUFFER = 1 << 16;

    static Compression of(byte[] head) {
        if (head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
            return GZIP;
        }
        boolean zstd = head.length >= MAGIC_LENGTH && head[0] == 0x28 && head[1] == (byte) 0xb5 && head[2] == 0x2f
                && head[3] == (byte) 0xfd;
        return zstd ? ZSTD : NONE;
    }

    InputStream unpack(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case ZSTD -> new ZstdInputStream(in);
        };
    }
}
