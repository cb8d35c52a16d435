package io.github.cqr.domain.session;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of ClickHouse's literals, as text. */
final class Literals {
    private static final Pattern DECIMAL = Pattern
            .compile("[-+]?(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:[eE][-+]?\\d+)?");
    private static final Pattern OTHER_BASE = Pattern.compile("([-+]?)0(?:[xX]([0-9a-fA-F_]+)|[bB]([01_]+))");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?(?:inf|nan)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(?:\\.[A-Za-z_][A-Za-z0-9_$]*)*");
    private static final int LARGEST_EXPONENT = 400;

    private Literals() {}

    /** Whether it is a name that needs no quotes, maybe of several parts. */
    static boolean isPlainName(String source) {
        return NAME.matcher(source).matches();
    }

    /**
     * A number as settings of any type read it from text: as written, but without underscores, and in plain decimal digits where it is written
     * in another base or with an exponent (an integer setting takes the literal 1e6, not the text). Null when it is no number.
     */
    static @Nullable String number(String source) {
        String compact = source.replaceAll("\\s", "");
        if (DECIMAL.matcher(compact).matches()) {
            String digits = compact.replace("_", "");
            if (!digits.contains("e") && !digits.contains("E")) {
                return digits;
            }
            BigDecimal value = new BigDecimal(digits);
            return Math.abs(value.scale()) > LARGEST_EXPONENT ? digits : value.stripTrailingZeros().toPlainString();
        }
        Matcher other = OTHER_BASE.matcher(compact);
        if (other.matches()) {
            String hex = other.group(2);
            BigInteger value = hex != null
                    ? new BigInteger(hex.replace("_", ""), 16)
                    : new BigInteger(other.group(3).replace("_", ""), 2);
            return (other.group(1).equals("-") ? value.negate() : value).toString();
        }
        return NOT_FINITE.matcher(compact).matches() ? compact : null;
    }

    /** What a quoted token means: its quotes taken off and its escapes resolved. Null when that is not text, and for x'..' and b'..'. */
    static @Nullable String unquote(String token) {
        return switch (token.charAt(0)) {
            case '\'', '"', '`' -> unescape(token);
            case '\u2018', '\u201c' -> token.substring(1, token.length() - 1);
            case '$' -> {
                int tag = token.indexOf('$', 1) + 1;
                yield token.substring(tag, token.length() - tag);
            }
            default -> null;
        };
    }

    /** ClickHouse's {@code parseComplexEscapeSequence} (src/IO/ReadHelpers.cpp): an escape it does not know keeps its backslash. */
    private static @Nullable String unescape(String token) {
        byte[] in = token.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        int end = in.length - 1;
        for (int i = 1; i < end; i++) {
            if (in[i] == in[0]) {
                out.put(in[i++]);
            } else if (in[i] != '\\') {
                out.put(in[i]);
            } else if (in[i + 1] == 'x' && i + 3 < end && digit(in[i + 2]) >= 0 && digit(in[i + 3]) >= 0) {
                out.put((byte) (digit(in[i + 2]) * 16 + digit(in[i + 3])));
                i += 3;
            } else {
                escape(in[++i], out);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static int digit(byte b) {
        return Character.digit(b, 16);
    }

    private static void escape(byte letter, ByteBuffer out) {
        switch (letter) {
            case 'a' -> out.put((byte) 7);
            case 'b' -> out.put((byte) '\b');
            case 'e' -> out.put((byte) 27);
            case 'f' -> out.put((byte) '\f');
            case 'n' -> out.put((byte) '\n');
            case 'r' -> out.put((byte) '\r');
            case 't' -> out.put((byte) '\t');
            case 'v' -> out.put((byte) 11);
            case '0' -> out.put((byte) 0);
            case 'N' -> {
                // \N adds nothing to a string.
            }
            case '\\', '\'', '"', '`', '/', '=' -> out.put(letter);
            default -> {
                out.put((byte) '\\');
                out.put(letter);
            }
        }
    }
}
