package io.github.cqr.app.cli;

/** Where a value was given, so that an error about it can say where to mend it. */
public sealed interface Origin {
    /** An option on the command line. */
    record Typed() implements Origin {}

    /** An environment variable. */
    record Variable(String name) implements Origin {}

    /** A line of a configuration file, counted from 1. */
    record ConfigLine(String file, int line) implements Origin {}

    /** Not given at all. */
    record Default() implements Origin {}

    /** The words for a message, with a leading space; empty where the option's name says it already. */
    default String inWords() {
        return switch (this) {
            case Typed _ -> "";
            case Variable variable -> " (from " + variable.name() + ")";
            case ConfigLine at -> " (from " + at.file() + ", line " + at.line() + ")";
            case Default _ -> " (the default)";
        };
    }
}
