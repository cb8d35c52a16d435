package io.github.cqr.app.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code cqr} can be told to do: to run a file, which needs no word for itself, or one of the commands that have a name. */
enum Command {
    /** Runs, shows or resets a script. */
    RUN("", List.of("QUERY_FILE"), HelpText.DESCRIPTION[1].strip(), HelpText.FOOTER),

    /** Takes a person's word for what became of a statement. */
    RESOLVE("resolve", List.of("RUN", "ORDINAL", "OUTCOME"),
            "Say what became of a statement of which nobody knows, or list those.", HelpText.RESOLVE_FOOTER),

    /** Looks at all that a run depends on. */
    DOCTOR("doctor", List.of("QUERY_FILE"), "Check nodes, grants, Valkey, lease, directories and terminal.",
            HelpText.DOCTOR_FOOTER),

    /** Shows a recorded run on the live screen. */
    REPLAY("replay", List.of("LOG"), "Go through a recorded run on the live screen, or watch one that is at work.",
            HelpText.REPLAY_FOOTER),

    /** Says what happened in a run, from its event log. */
    REPORT("report", List.of("LOG"), "Say what happened in a run, from its event log.", HelpText.REPORT_FOOTER),

    /** Compares two runs by their event logs. */
    DIFF("diff", List.of("A", "B"), "Compare two runs of a file, from their event logs.", HelpText.DIFF_FOOTER),

    /** Lists the runs of which this machine has event logs. */
    RUNS("runs", List.of("show|prune", "RUN"), "List the runs of this machine, show one, or delete old event logs.",
            HelpText.RUNS_FOOTER),

    /** Prints a script for a shell. */
    COMPLETION("completion", List.of("SHELL"), "Print a script that completes the options of cqr in your shell.",
            HelpText.COMPLETION_FOOTER);

    private final String word;
    private final String operands;
    private final String summary;
    private final String footer;

    Command(String word, List<String> operands, String summary, String... footer) {
        this.word = word;
        this.operands = String.join(" ", operands);
        this.summary = summary;
        this.footer = String.join("\n", footer);
    }

    /** The word that is typed; empty for {@link #RUN}. */
    String word() {
        return word;
    }

    /** What follows the options, in their order; each can be left out as far as the parser is concerned. */
    List<String> operands() {
        return List.of(operands.split(" "));
    }

    /** One line for the list of commands. */
    String summary() {
        return summary;
    }

    /** The end of its help. */
    String[] footer() {
        return footer.split("\n", -1);
    }

    /** How it is typed. */
    String synopsis() {
        return switch (this) {
            case RUN -> "cqr [OPTIONS] QUERY_FILE";
            case RESOLVE -> "cqr resolve [OPTIONS] RUN [ORDINAL completed|pending]";
            case DOCTOR -> "cqr doctor [OPTIONS] [QUERY_FILE]";
            case REPLAY -> "cqr replay [OPTIONS] LOG";
            case REPORT -> "cqr report [OPTIONS] LOG";
            case DIFF -> "cqr diff [OPTIONS] A B";
            case RUNS -> "cqr runs [OPTIONS] [show RUN | prune]";
            case COMPLETION -> "cqr completion bash|zsh";
        };
    }

    /** The options that it takes. */
    Set<CqrOption> options() {
        return switch (this) {
            case RUN -> Arrays.stream(CqrOption.values()).filter(option -> option.group() != OptionGroup.LOGS)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(CqrOption.class)));
            case RESOLVE -> EnumSet.of(CqrOption.VALKEY_URL, CqrOption.CHECKPOINT_TTL, CqrOption.STEAL_LEASE,
                    CqrOption.STATE_DIR, CqrOption.VERBOSE, CqrOption.NO_COLOR, CqrOption.CONFIG, CqrOption.HELP);
            case DOCTOR -> {
                Set<CqrOption> all = EnumSet.of(CqrOption.VALKEY_URL, CqrOption.RUN_ID, CqrOption.SESSION_FENCE,
                        CqrOption.STATE_DIR, CqrOption.VERBOSE, CqrOption.NO_COLOR, CqrOption.CONFIG, CqrOption.HELP);
                Arrays.stream(CqrOption.values()).filter(option -> option.group() == OptionGroup.CONNECTION)
                        .forEach(all::add);
                yield all;
            }
            case REPLAY -> EnumSet.of(CqrOption.AT, CqrOption.SPEED, CqrOption.FOLLOW, CqrOption.STATE_DIR,
                    CqrOption.VERBOSE, CqrOption.NO_COLOR, CqrOption.CONFIG, CqrOption.HELP);
            case REPORT -> EnumSet.of(CqrOption.FORMAT, CqrOption.OUT, CqrOption.TRACE, CqrOption.STATE_DIR,
                    CqrOption.VERBOSE, CqrOption.NO_COLOR, CqrOption.CONFIG, CqrOption.HELP);
            case DIFF -> EnumSet.of(CqrOption.FORMAT, CqrOption.OUT, CqrOption.STATE_DIR, CqrOption.VERBOSE,
                    CqrOption.NO_COLOR, CqrOption.CONFIG, CqrOption.HELP);
            case RUNS -> EnumSet.of(CqrOption.FORMAT, CqrOption.KEEP_RUNS, CqrOption.KEEP_FOR, CqrOption.KEEP_SIZE,
                    CqrOption.DRY_RUN, CqrOption.COMPRESS_LOG, CqrOption.STATE_DIR, CqrOption.VERBOSE,
                    CqrOption.NO_COLOR, CqrOption.CONFIG, CqrOption.HELP);
            case COMPLETION -> EnumSet.of(CqrOption.HELP);
        };
    }

    /** Those with a name, in the order of the help. */
    static Collection<Command> named() {
        return EnumSet.complementOf(EnumSet.of(RUN));
    }

    /** The command of that name. */
    static Optional<Command> ofWord(String word) {
        return named().stream().filter(command -> command.word().equals(word)).findFirst();
    }
}
