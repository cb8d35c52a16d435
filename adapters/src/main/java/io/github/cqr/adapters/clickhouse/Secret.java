package io.github.cqr.adapters.clickhouse;

import java.util.Arrays;

/** A password. It never shows in {@link #toString()}, so it cannot get into a log by accident. */
public final class Secret {
    /** No password. */
    public static final Secret EMPTY = new Secret(new char[0]);

    private final char[] value;

    private Secret(char[] value) {
        this.value = value;
    }

    /** A secret with a copy of {@code value}; the caller may overwrite its own. */
    public static Secret of(char[] value) {
        return new Secret(value.clone());
    }

    /** A secret with this text. */
    public static Secret of(String value) {
        return new Secret(value.toCharArray());
    }

    /** The secret itself, for the one who must send it. */
    String reveal() {
        return new String(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && Arrays.equals(value, secret.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return value.length == 0 ? "(none)" : "********";
    }
}
