package io.github.cqr.app.cli;

/** A text that must not be seen: it is masked wherever it is printed by accident. Two secrets are equal when their texts are. */
public record Secret(String reveal) {
    /** No password. */
    public static final Secret EMPTY = new Secret("");

    /** Whether there is nothing to hide. */
    public boolean isEmpty() {
        return reveal.isEmpty();
    }

    /** {@code ***}, whatever the text. */
    @Override
    public String toString() {
        return "***";
    }
}
