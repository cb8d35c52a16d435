package io.github.cqr.adapters.jsonlines;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines in the form in which this program writes most of them: one object with no blanks, of texts, numbers, true, false and null. A
 * report reads millions of them, whose fields are nearly the same from line to line; knowing that saves it a sixth of its processor time. A parser
 * for all of JSON reads every other line, and the texts in which something is escaped or is not ASCII. Not thread-safe.
 */
final class FlatLines {
    private static final int USUAL = 24;
    /** A long, and a long's fraction, hold all numbers with so many digits. */
    private static final int DIGITS = 18;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST = ONES << 7;
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final JsonFactory json;
    private final LineFields fields;
    private final Layout anyKind = new Layout();
    /** By the first text of a line, which is the kind of event. */
    private final Map<String, Layout> layouts = new HashMap<>();
    private final byte[] text;
    private int at;
    private int end;
    /** Whether the text that was gone through stands for itself. */
    private boolean plain;

    /** What the last line of a kind looked like, field by field. */
    private static final class Layout {
        private @Nullable Name[] names = new Name[USUAL];
        private @Nullable String[] texts = new String[USUAL];
        /** Where each text stood, and how long it was, both with its quotes. */
        private int[] froms = new int[USUAL];
        private int[] lengths = new int[USUAL];

        void hold(int place) {
            if (place == names.length) {
                names = Arrays.copyOf(names, 2 * place);
                texts = Arrays.copyOf(texts, 2 * place);
                froms = Arrays.copyOf(froms, 2 * place);
                lengths = Arrays.copyOf(lengths, 2 * place);
            }
        }
    }

    /** A field's name. */
    private static final class Name {
        /** With its quotes and its colon. */
        private final byte[] written;
        private final String name;

        Name(byte[] written, String name) {
            this.written = written;
            this.name = name;
        }
    }

    /**
     * @param json reads what is not plain
     * @param text the lines, which stay as they are
     * @param fields become those of each line that is read
     */
    FlatLines(JsonFactory json, byte[] text, LineFields fields) {
        this.json = json;
        this.text = text;
        this.fields = fields;
    }

    /**
     * Reads a line into the fields; false if it has another form, or is no JSON at all.
     *
     * @param to behind its line feed
     */
    boolean read(int from, int to) {
        at = from;
        end = to - 1;
        fields.clear();
        if (!is('{') || text[end] != '\n') {
            return false;
        }
        Layout layout = anyKind;
        do {
            at++;
            if (!field(layout)) {
                return false;
            }
            if (fields.count() == 1) {
                layout = layouts.computeIfAbsent(fields.firstText(), _ -> new Layout());
            }
        } while (is(','));
        return is('}') && at + 1 == end;
    }

    private boolean is(char c) {
        return at < end && text[at] == c;
    }

    private boolean field(Layout layout) {
        int place = fields.count();
        layout.hold(place);
        String name = name(layout, place);
        if (name == null || at >= end) {
            return false;
        }
        return switch (text[at]) {
            case '"' -> {
                String value = string(layout, place);
                yield value != null && fields.add(name, value);
            }
            case 't' -> word(TRUE) && fields.add(name, true);
            case 'f' -> word(FALSE) && fields.add(name, false);
            case 'n' -> word(NULL) && fields.add(name, (Object) null);
            default -> number(name);
        };
    }

    private @Nullable String name(Layout layout, int place) {
        Name before = layout.names[place];
        if (before != null && word(before.written)) {
            return before.name;
        }
        int from = at;
        int quote = is('"') ? closing() : -1;
        if (quote < 0 || !plain || quote + 1 >= end || text[quote + 1] != ':') {
            return null;
        }
        at = quote + 2;
        // LineFields compares names as objects.
        String name = new String(text, from + 1, quote - from - 1, StandardCharsets.ISO_8859_1).intern();
        layout.names[place] = new Name(Arrays.copyOfRange(text, from, at), name);
        return name;
    }

    /** Goes behind these bytes if they are what comes. */
    private boolean word(byte[] word) {
        if (!same(word, 0, word.length)) {
            return false;
        }
        at += word.length;
        return true;
    }

    /** Whether what comes are these bytes. The last ones are looked at first: texts that count up differ there. */
    private boolean same(byte[] bytes, int from, int length) {
        if (length > end - at) {
            return false;
        }
        int i = length - Long.BYTES;
        for (; i > 0; i -= Long.BYTES) {
            if ((long) LONGS.get(text, at + i) != (long) LONGS.get(bytes, from + i)) {
                return false;
            }
        }
        if (length >= Long.BYTES) {
            return (long) LONGS.get(text, at) == (long) LONGS.get(bytes, from);
        }
        for (i = 0; i < length; i++) {
            if (text[at + i] != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** A text; the same object as in the last line if it is the same text. */
    private @Nullable String string(Layout layout, int place) {
        int from = at;
        String before = layout.texts[place];
        if (before != null && same(text, layout.froms[place], layout.lengths[place])) {
            at += layout.lengths[place];
            return before;
        }
        int quote = closing();
        if (quote < 0) {
            return null;
        }
        at = quote + 1;
        if (!plain) {
            return escaped(from, at);
        }
        String string = new String(text, from + 1, quote - from - 1, StandardCharsets.ISO_8859_1);
        layout.texts[place] = string;
        layout.froms[place] = from;
        layout.lengths[place] = at - from;
        return string;
    }

    private @Nullable String escaped(int from, int to) {
        try (JsonParser parser = json.createParser(text, from, to - from)) {
            String string = parser.nextTextValue();
            return parser.nextToken() == null ? string : null;
        } catch (IOException _) {
            return null;
        }
    }

    /**
     * Where the text that begins here ends with its quote; negative if it has no end, or holds what must be escaped. Eight bytes at a time: in
     * each mask the lowest bit that is set marks the first such byte.
     */
    private int closing() {
        plain = true;
        int i = at + 1;
        while (i < end) {
            if (i <= end - Long.BYTES) {
                long eight = (long) LONGS.get(text, i);
                long quotes = eight ^ (ONES * '"');
                long slashes = eight ^ (ONES * '\\');
                long special = (((quotes - ONES) & ~quotes) | ((slashes - ONES) & ~slashes)
                        | ((eight - ONES * ' ') & ~eight) | eight) & HIGHEST;
                if (special == 0) {
                    i += Long.BYTES;
                    continue;
                }
                i += Long.numberOfTrailingZeros(special) / Byte.SIZE;
            }
            byte c = text[i];
            if (c == '"') {
                return i;
            }
            if (c >= 0 && c < ' ') {
                return -1;
            }
            plain &= c != '\\' && c >= 0;
            i += c == '\\' ? 2 : 1;
        }
        return -1;
    }

    private boolean number(String name) {
        boolean negative = is('-');
        int from = negative ? at + 1 : at;
        at = from;
        long digits = digits(0);
        int whole = at - from;
        if (whole == 0 || whole > DIGITS || (whole > 1 && text[from] == '0')) {
            return false;
        }
        if (!is('.')) {
            return !is('e') && !is('E') && fields.add(name, negative ? -digits : digits);
        }
        at++;
        int point = at;
        digits = digits(digits);
        int fraction = at - point;
        return fraction > 0 && whole + fraction <= DIGITS && !is('e') && !is('E')
                && fields.add(name, BigDecimal.valueOf(negative ? -digits : digits, fraction));
    }

    /** The number with the digits that follow; which it is does not matter once there are more than a long holds. */
    private long digits(long before) {
        long number = before;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            number = number * 10 + text[at] - '0';
            at++;
        }
        return number;
    }
}
