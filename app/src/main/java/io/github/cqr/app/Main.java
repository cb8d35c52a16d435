package io.github.cqr.app;

/** Starts the program. The only class that ends the process. */
public final class Main {
    private Main() {}

    /** Runs the command given by {@code args}. */
    public static void main(String[] args) {
        System.exit(args.length == 0 ? 2 : 0);
    }
}
