package io.github.cqr.app.cli;

/** What a {@link Program} is asked to do. */
enum Action {
    RUN, DRY_RUN, RESET, RESOLVE, DOCTOR, REPORT, REPLAY;

    /** Whether it is about an event log and no script. */
    boolean readsLog() {
        return this == REPORT || this == REPLAY;
    }

    /** The action that was typed; {@code --reset} with {@code --dry-run} is refused elsewhere. */
    static Action of(Arguments arguments) {
        if (arguments.command() == Command.RESOLVE) {
            return RESOLVE;
        }
        if (arguments.command() == Command.DOCTOR) {
            return DOCTOR;
        }
        if (arguments.command() == Command.REPORT) {
            return REPORT;
        }
        if (arguments.command() == Command.REPLAY) {
            return REPLAY;
        }
        if (arguments.has(CqrOption.RESET)) {
            return RESET;
        }
        return arguments.has(CqrOption.DRY_RUN) ? DRY_RUN : RUN;
    }
}
