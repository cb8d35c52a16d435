package io.github.cqr.app.cli;

import java.util.ArrayList;

/** The words of {@code --help}. Percent signs are doubled and at signs avoided, because picocli formats them. */
final class HelpText {
    static final String[] DESCRIPTION = {"",
            "Runs the statements of a big, ordered SQL file on a ClickHouse cluster, several at a time, and",
            "keeps a checkpoint of each in Valkey: run it again, and it goes on where it stopped."};

    static final String[] RESOLVE_FOOTER = {"",
            "Without ORDINAL it lists what is open and changes nothing. It asks Valkey alone, and takes the run's",
            "lease while it writes: stop the run first. See docs/operations.md for how to find out what happened.", "",
            "Examples", "  cqr resolve backfill.sql                   what is open",
            "  cqr resolve backfill.sql 17 completed      its effect is there: it is not run again",
            "  cqr resolve backfill.sql 17 pending        its effect is not there: it is run"};

    static final String[] DOCTOR_FOOTER = {"",
            "One line for each thing, with a remedy where something is wrong. With a query file or --run-id it",
            "looks at that run's lease too. Exit code 0 when nothing failed, else 1."};

    static final String[] REPLAY_FOOTER = {"",
            "The screen shows what the live screen showed at that time. Keys: space plays and stops, < and >",
            "change the speed, Left and Right step an event, [ and ] jump, g goes to the next failure, t to a",
            "time or a statement, q quits, ? shows all. It reads the log alone and steers nothing.", "", "Examples",
            "  cqr replay backfill.sql                    the newest run of that file on this machine",
            "  cqr replay --at failure backfill.sql       the moment when it failed",
            "  cqr replay --follow backfill.sql           watch a run from a second terminal",
            "  ssh host tail -c +1 -f run.jsonl | cqr replay --follow -    or from another machine"};

    static final String[] REPORT_FOOTER = {"",
            "Outcome, times by node and kind, the slowest, what went wrong, when nothing ran and why. It reads",
            "the log alone, also of a run that is at work, and asks neither ClickHouse nor Valkey.", "", "Examples",
            "  cqr report backfill.sql                    the newest run of that file on this machine",
            "  cqr report --format json 5f2c91ab | jq .   of the run whose id begins so",
            "  cqr report --format html b.sql >run.html   tables and charts for a browser, in one file",
            "  cqr report --trace run.json backfill.sql   and a trace to open in Perfetto",
            "  ssh host cat run.jsonl | cqr report -      from another machine"};

    static final String[] DIFF_FOOTER = {"",
            "Statements are matched by their text: what ended otherwise, took longer or shorter, read or wrote",
            "another number of rows, and how long statements took in both. A and B are logs, the beginnings of",
            "ids of runs or processes (cqr runs lists them), or query files, of which the newest run counts.", "",
            "Examples",
            "  cqr diff 5f2c91ab 77ab03e1                 two runs by the beginnings of their ids",
            "  cqr diff old.jsonl.zst backfill.sql        a log that was kept, and the newest run of the file",
            "  cqr diff --format markdown a.jsonl b.jsonl for a ticket"};

    static final String[] RUNS_FOOTER = {"",
            "A line for each process, the newest first: one that was started again is one run of several",
            "processes. prune deletes the logs that are too many, too old or too big, and packs those that are",
            "not packed yet. A log that holds what Valkey may lack (its process died, or lost Valkey, and no",
            "later run has written what it owed) is never deleted. Nothing is pruned unless you say so.", "",
            "Examples",
            "  cqr runs                                   all of them",
            "  cqr runs --format json | jq .              a JSON line each, for programs",
            "  cqr runs show backfill.sql                 the processes of one run, and where their logs are",
            "  cqr runs prune --dry-run --keep-for 30d    what would be deleted"};

    static final String[] COMPLETION_FOOTER = {"",
            "bash: source <(cqr completion bash)      (put it into ~/.bashrc to keep it)",
            "zsh:  source <(cqr completion zsh)       (put it into ~/.zshrc, after compinit)"};

    static final String[] FOOTER = {"",
            "A value is taken from the option, else from the environment, else from the --config file, else",
            "it is the default. A file named like a command is given with its directory: cqr ./doctor.", "",
            "Examples",
            "  cqr --host node1,node2 --user loader --password backfill.sql",
            "  cqr --config prod.properties --concurrency 8 --setting max_threads=4 backfill.sql",
            "  cqr --dry-run backfill.sql                 what a run would do",
            "  cqr --output json backfill.sql | jq .      events for machines",
            "  cqr --from-log backfill.sql                go on by the event log alone: Valkey is gone",
            "  cqr --reset backfill.sql                   forget what was done",
            "  cqr resolve backfill.sql                   statements of which nobody knows the outcome",
            "  cqr doctor --config prod.properties        is all that a run needs in order?",
            "  cqr report backfill.sql                    what happened in the last run?",
            "  cqr replay backfill.sql                    see it again on the live screen",
            "  cqr runs                                   which runs were there?",
            "  cqr diff 5f2c91ab backfill.sql             what was otherwise than in that run?", "", "Exit codes",
            "    0  all done, or nothing to do",
            "    1  a statement failed, a node was lost, or a file cannot be read or written",
            "    2  wrong options or arguments",
            "    3  the checkpoint store is lost, or another runner holds the run",
            "    4  a person must decide before the run can go on",
            "  130  stopped by Ctrl-C (SIGINT) or by the operator", "  143  stopped by SIGTERM", "",
            "Also installed as clickhouse-query-runner."};

    private HelpText() {}

    /** What stands in an operand's place. */
    static String operand(String label) {
        return switch (label) {
            case "QUERY_FILE" -> "The SQL file, plain or packed (.gz, .zst); '-' is standard input.";
            case "RUN" -> "The query file as it is given to cqr, or the run's id.";
            case "ORDINAL" -> "The statement's place in the file, from 0, as messages give it.";
            case "OUTCOME" -> "completed: its effect is there, it is not run again. pending: it is run.";
            case "LOG" -> "An event log, a run's id or its beginning, or the query file; '-' is standard input.";
            case "A" -> "An event log, the beginning of the id of a run or of a process, or a query file.";
            case "B" -> "The same of the second run; one of them may be '-', standard input.";
            case "show|prune" -> "Show one run, or delete old event logs; without it, list all.";
            case "SHELL" -> "bash or zsh.";
            default -> throw new IllegalArgumentException("no such operand: " + label);
        };
    }

    /** What an option does; then, on a line of their own, its default and its environment variables. */
    static String[] of(CqrOption option) {
        var facts = new ArrayList<String>();
        String defaultText = option.defaultText();
        if (defaultText != null) {
            facts.add("default: " + defaultText);
        }
        if (!option.variables().isEmpty()) {
            facts.add("environment: " + String.join(", ", option.variables()));
        }
        String text = option.text().replace("%", "%%");
        return facts.isEmpty()
                ? new String[]{text}
                : new String[]{text, ("(" + String.join("; ", facts) + ")").replace("%", "%%")};
    }
}
