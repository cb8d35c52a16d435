package io.github.cqr.adapters.clickhouse;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Ids of HTTP sessions: never used twice, and not to be guessed, since who knows one can close it. Thread-safe. */
public final class SessionIds implements Supplier<String> {
    private static final int RANDOM_BYTES = 12;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong count = new AtomicLong();
    private final String prefix;

    /** @param instance random name of this process, so that a server's log tells whose they are */
    public SessionIds(String instance) {
        this.prefix = "cqr-" + instance + "-";
    }

    @Override
    public String get() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return prefix + count.incrementAndGet() + "-" + HexFormat.of().formatHex(bytes);
    }
}
