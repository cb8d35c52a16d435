package io.github.cqr.app.cli;

/** What a {@link Program} is asked to do. */
enum Action {
    RUN, DRY_RUN, RESET, RESOLVE, DOCTOR, REPORT, REPLAY, RUNS, DIFF;

    /** Whether it is about an event log and no script. */
    boolean readsLog() {
        return this == REPORT || this == REPLAY;
    }

    /** The action that was typed; {@code --reset} with {@code --dry-run} is refused elsewhere. */
    static Action of(Arguments arguments) {
        return switch (arguments.command()) {
            case RESOLVE -> RESOLVE;
            case DOCTOR -> DOCTOR;
            case REPORT -> REPORT;
            case REPLAY -> REPLAY;
            case RUNS -> RUNS;
            case DIFF -> DIFF;
            case RUN, COMPLETION ->
                arguments.has(CqrOption.RESET) ? RESET : arguments.has(CqrOption.DRY_RUN) ? DRY_RUN : RUN;
        };
    }
}
