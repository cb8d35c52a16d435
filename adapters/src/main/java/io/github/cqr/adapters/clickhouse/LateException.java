package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.Counters;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer to its end and keeps only the tail, where ClickHouse puts an exception that came after the status line was sent. Servers
 * from 25.11 on mark it with a tag that they announce in a header:
 *
 * <pre>
 * __exception__ TAG LF message LF length SP TAG CR LF __exception__ CR LF
 * </pre>
 *
 * <p>Older ones write the bare message as the last lines; and when {@code http_write_exception_in_output_format} is switched on, the JSON
 * and XML formats have a place of their own for it. There, a result that itself ends so is taken for a failure: the wrong way round would
 * be worse.
 */
final class LateException {
    /** The header in which newer servers announce the tag. */
    static final String TAG_HEADER = "X-ClickHouse-Exception-Tag";

    /** ClickHouse cuts messages at 16 KiB; twice that is kept, and at most twice that again before it is moved to the front. */
    private static final int KEEP = 32 * 1024;
    private static final String MARK = "__exception__";
    private static final Pattern BARE = Pattern
            .compile("(?:^|\\n)(Code: \\d+\\. DB::\\w*Exception: .*\\(version [^\\n]*\\)\\s*)$", Pattern.DOTALL);
    /** Results have no space after the colon, except in pretty formats, where the key of an exception ends the document. */
    private static final Pattern IN_FORMAT = Pattern.compile(
            "(?:\"exception\": \"|<exception>)(Code: \\d+\\. DB::\\w*Exception: .*?)(?:\"\\s*}|</exception>\\s*</result>)\\s*$",
            Pattern.DOTALL);
    private final byte[] tail = new byte[2 * KEEP];
    private final @Nullable String tag;
    private int length;

    LateException(@Nullable String tag) {
        this.tag = tag;
    }

    /** Takes the next bytes of the body. */
    void add(byte[] bytes, int count) {
        int from = Math.max(0, count - KEEP);
        int size = count - from;
        if (length + size > tail.length) {
            int kept = Math.min(KEEP, length);
            System.arraycopy(tail, length - kept, tail, 0, kept);
            length = kept;
        }
        System.arraycopy(bytes, from, tail, length, size);
        length += size;
    }

    /** The exception at the end of the body, or null when there is none. */
    @Nullable
    ServerError found(Counters counters) {
        String end = new String(tail, 0, length, StandardCharsets.UTF_8);
        String text = tag == null ? bare(end) : tagged(end, tag);
        if (text == null) {
            text = inFormat(end);
        }
        return text == null ? null : ServerError.ofText(text, counters);
    }

    /** The exception that a JSON or XML document ends with, or null. */
    static @Nullable String inFormat(String document) {
        Matcher matcher = IN_FORMAT.matcher(document);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static @Nullable String bare(String end) {
        Matcher matcher = BARE.matcher(end);
        if (!matcher.find()) {
            return null;
        }
        String text = matcher.group(1);
        int last = text.lastIndexOf("\nCode: ");
        return last < 0 ? text : text.substring(last + 1);
    }

    private static @Nullable String tagged(String end, String tag) {
        int open = end.indexOf(MARK + "\r\n" + tag);
        if (open < 0) {
            return null;
        }
        String text = end.substring(open + MARK.length() + 2 + tag.length()).stripLeading();
        int close = text.lastIndexOf(tag);
        if (close < 0) {
            return text;
        }
        int lineOfLength = text.lastIndexOf('\n', close);
        return lineOfLength < 0 ? text.substring(0, close) : text.substring(0, lineOfLength);
    }
}
