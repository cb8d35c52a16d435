package io.github.cqr.app.cli;

import java.util.ArrayList;

/** The words of {@code --help}. Percent signs are doubled and at signs avoided, because picocli formats them. */
final class HelpText {
    static final String[] DESCRIPTION = {"",
            "Runs the statements of a big, ordered SQL file on a ClickHouse cluster, several at a time, and",
            "keeps a checkpoint of each in Valkey: run it again, and it goes on where it stopped."};

    static final String QUERY_FILE = "The SQL file, plain or packed (.gz, .zst); '-' is standard input.";

    static final String SHELL = "bash or zsh.";

    static final String[] COMPLETION_FOOTER = {"",
            "bash: source <(cqr completion bash)      (put it into ~/.bashrc to keep it)",
            "zsh:  source <(cqr completion zsh)       (put it into ~/.zshrc, after compinit)"};

    static final String COMPLETION = "Print a script that completes the options of cqr in your shell.";

    static final String[] FOOTER = {"",
            "A value is taken from the option, else from the environment, else from the --config file, else",
            "it is the default. A file named like a command is given with its directory: cqr ./completion.", "",
            "Examples",
            "  cqr --host node1,node2 --user loader --password backfill.sql",
            "  cqr --config prod.properties --concurrency 8 --setting max_threads=4 backfill.sql",
            "  cqr --dry-run backfill.sql                 what a run would do",
            "  cqr --output json backfill.sql | jq .      events for machines",
            "  cqr --reset backfill.sql                   forget what was done", "", "Exit codes",
            "    0  all done, or nothing to do", "    1  a statement failed, a node was lost, or a file cannot be read",
            "    2  wrong options or arguments",
            "    3  the checkpoint store is lost, or another runner holds the run",
            "    4  a person must decide before the run can go on",
            "  130  stopped by Ctrl-C (SIGINT) or by the operator", "  143  stopped by SIGTERM", "",
            "Also installed as clickhouse-query-runner."};

    private HelpText() {}

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
