package io.github.cqr.adapters.valkey;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a Valkey says of itself.
 *
 * @param server its address, without user and password
 * @param version its own version, {@code 8.0.1}; empty where it may not be asked
 * @param uptime how long it runs; null where it may not be asked
 * @param usedMemory bytes in use; -1 where it may not be asked
 * @param maxMemory bytes that it may use at most, 0 for no limit; -1 where it may not be asked
 */
public record ValkeyFacts(String server, String version, @Nullable Duration uptime, long usedMemory, long maxMemory) {}
