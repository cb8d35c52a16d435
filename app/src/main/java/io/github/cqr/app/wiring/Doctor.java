package io.github.cqr.app.wiring;

import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.wiring.Finding.Grade;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.view.Printable;
import java.util.Locale;
import java.util.function.Consumer;

/** {@code cqr doctor}: looks at everything that a run depends on, and says of each thing how it is and what to do. */
final class Doctor {

    private final RunOptions options;
    private final Console console;
    private int warnings;
    private int failures;

    Doctor(RunOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    /** Prints a line for each thing; the exit code tells whether one failed. */
    int examine() {
        Consumer<Finding> show = this::show;
        new DoctorNodes(options).examine(show);
        new DoctorValkey(options).examine(show);
        new DoctorHost(options, console).examine(show);
        console.print(failures == 0 && warnings == 0
                ? "all is well"
                : failures + " failed, " + warnings + (warnings == 1 ? " warning" : " warnings"));
        return failures == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private void show(Finding finding) {
        warnings += finding.grade() == Grade.WARN ? 1 : 0;
        failures += finding.grade() == Grade.FAIL ? 1 : 0;
        String grade = String.format(Locale.ROOT, "%-4s", finding.grade().name().toLowerCase(Locale.ROOT));
        String colour = !console.colourOnOut() ? "" : switch (finding.grade()) {
            case OK -> "\u001b[32m";
            case WARN -> "\u001b[33m";
            case FAIL -> "\u001b[31m";
        };
        String shown = colour.isEmpty() ? grade : colour + grade + "\u001b[0m";
        String remedy = finding.remedy();
        console.out().println(shown + "  " + Printable.line(finding.subject() + ": " + finding.message()
                + (remedy == null ? "" : "; " + remedy)));
        console.out().flush();
    }
}
