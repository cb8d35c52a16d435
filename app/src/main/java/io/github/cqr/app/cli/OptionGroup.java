package io.github.cqr.app.cli;

/** The headings of {@code --help}, in its order. */
enum OptionGroup {
    RUN("Run"), CONNECTION("Connection"), CHECKPOINTS("Checkpoints"), SAFETY("Safety"), OUTPUT(
            "Output and event log"),
    LOGS("Commands on event logs"),
    GENERAL("General");

    private final String heading;

    OptionGroup(String heading) {
        this.heading = heading;
    }

    String heading() {
        return heading;
    }
}
