package io.github.cqr.app.architecture.violator.domain.run;

/** Breaks the rule that the domain reads no clock. */
public final class DomainThatReadsTheClock {
    private DomainThatReadsTheClock() {}

    /** Does what the domain must not do. */
    public static long now() {
        return System.nanoTime();
    }
}
