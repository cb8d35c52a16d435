package io.github.cqr.adapters.eventlog;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A log packed with Zstandard in frames of their own, with a table of them at its end: the <em>seekable format</em> of the Zstandard project
 * (its {@code contrib/seekable_format}). Every Zstandard program unpacks it like any other file ({@code zstdcat}), for the table stands in
 * a frame that they skip; and a reader that knows the table reads anywhere.
 */
final class PackedLog implements LogBytes {
    /** Bytes of lines in a frame: small enough to unpack one for a log's first or last line alone. */
    static final int FRAME_BYTES = 1 << 18;
    private static final int LEVEL = 3;
    private static final int FRAME_MAGIC = 0xFD2FB528;
    private static final int TABLE_MAGIC = 0x184D2A5E;
    private static final int FOOTER_MAGIC = 0x8F92EAB1;
    private static final int TABLE_HEAD_BYTES = 8;
    private static final int FOOTER_BYTES = 9;
    private static final int ENTRY_BYTES = 8;
    private static final int CHECKSUMS = 0x80;

    private final FileChannel file;
    /** Where each frame begins in the file; one more for the end of the last. */
    private final long[] packedAt;
    /** Which byte of the log each frame begins with; one more for the end of the last. */
    private final long[] plainAt;
    private int unpacked = -1;
    private byte[] frame = {};

    private PackedLog(FileChannel file, long[] packedAt, long[] plainAt) {
        this.file = file;
        this.packedAt = packedAt;
        this.plainAt = plainAt;
    }

    /** Whether the file begins as one packed with Zstandard does. */
    static boolean isPacked(FileChannel file) throws IOException {
        ByteBuffer magic = bytes(file, 0, Integer.BYTES);
        return magic.remaining() == Integer.BYTES && magic.getInt() == FRAME_MAGIC;
    }

    /** The log in {@code file}, which it closes; null if there is no whole table at its end. */
    static @Nullable PackedLog open(FileChannel file) throws IOException {
        long size = file.size();
        ByteBuffer footer = bytes(file, size - FOOTER_BYTES, FOOTER_BYTES);
        if (footer.remaining() < FOOTER_BYTES) {
            return null;
        }
        int frames = footer.getInt();
        int entryBytes = (footer.get() & CHECKSUMS) == 0 ? ENTRY_BYTES : ENTRY_BYTES + Integer.BYTES;
        long entriesAt = size - FOOTER_BYTES - (long) frames * entryBytes;
        if (footer.getInt() != FOOTER_MAGIC || frames < 0 || entriesAt < TABLE_HEAD_BYTES) {
            return null;
        }
        ByteBuffer entries = bytes(file, entriesAt, Math.toIntExact((long) frames * entryBytes));
        long[] packedAt = new long[frames + 1];
        long[] plainAt = new long[frames + 1];
        for (int i = 0; i < frames; i++) {
            entries.position(i * entryBytes);
            packedAt[i + 1] = packedAt[i] + Integer.toUnsignedLong(entries.getInt());
            plainAt[i + 1] = plainAt[i] + Integer.toUnsignedLong(entries.getInt());
        }
        return packedAt[frames] == entriesAt - TABLE_HEAD_BYTES ? new PackedLog(file, packedAt, plainAt) : null;
    }

    /** Packs {@code in} to its end, and returns how many bytes that were. */
    static long pack(InputStream in, OutputStream out) throws IOException {
        var table = new ByteArrayOutputStream();
        long read = 0;
        try (var packer = new ZstdCompressCtx()) {
            packer.setLevel(LEVEL).setChecksum(true);
            byte[] plain = in.readNBytes(FRAME_BYTES);
            while (plain.length > 0) {
                read += plain.length;
                byte[] packed = packer.compress(plain);
                out.write(packed);
                table.writeBytes(little(ENTRY_BYTES).putInt(packed.length).putInt(plain.length).array());
                plain = in.readNBytes(FRAME_BYTES);
            }
        }
        out.write(little(TABLE_HEAD_BYTES).putInt(TABLE_MAGIC).putInt(table.size() + FOOTER_BYTES).array());
        table.writeTo(out);
        out.write(little(FOOTER_BYTES).putInt(table.size() / ENTRY_BYTES).put((byte) 0).putInt(FOOTER_MAGIC).array());
        return read;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        if (position >= size()) {
            return -1;
        }
        int found = Arrays.binarySearch(plainAt, position);
        int at = found >= 0 ? found : -found - 2;
        if (at != unpacked) {
            frame = unpack(at);
            unpacked = at;
        }
        int from = Math.toIntExact(position - plainAt[at]);
        int length = Math.min(into.remaining(), frame.length - from);
        into.put(frame, from, length);
        return length;
    }

    /**
     * The lines of a frame. One that is damaged is as many zeros: with what is left of the lines at both its ends they make one line that
     * is no event, and readers go on behind it.
     */
    private byte[] unpack(int at) throws IOException {
        int plain = Math.toIntExact(plainAt[at + 1] - plainAt[at]);
        ByteBuffer frameBytes = bytes(file, packedAt[at], Math.toIntExact(packedAt[at + 1] - packedAt[at]));
        byte[] packed = new byte[frameBytes.remaining()];
        frameBytes.get(packed);
        try {
            return Arrays.copyOf(Zstd.decompress(packed, plain), plain);
        } catch (ZstdException _) {
            return new byte[plain];
        }
    }

    @Override
    public LogBytes another() {
        return new PackedLog(file, packedAt, plainAt);
    }

    @Override
    public long size() {
        return plainAt[plainAt.length - 1];
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** As many of {@code length} bytes as are there, ready to be read. */
    private static ByteBuffer bytes(FileChannel file, long from, int length) throws IOException {
        ByteBuffer bytes = little(length);
        while (from >= 0 && bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {
            // a file gives what it has
        }
        return bytes.flip();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
