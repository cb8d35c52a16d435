package io.github.cqr.app.cli;

import java.util.List;
import picocli.AutoComplete;

/** The scripts of {@code cqr completion}. */
final class CompletionScript {
    static final List<String> SHELLS = List.of("bash", "zsh");
    private static final String LONG_NAME = "clickhouse-query-runner";

    private CompletionScript() {}

    /**
     * The script for a shell. zsh runs the one of bash by its own {@code bashcompinit}.
     *
     * @throws UsageException for a shell that is not known, or null
     */
    static String of(@org.jspecify.annotations.Nullable String shell) {
        if (shell == null || !SHELLS.contains(shell)) {
            throw UsageException.seeHelp(
                    (shell == null ? "which shell?" : "no completion for '" + shell + "';") + " give bash or zsh");
        }
        String script = AutoComplete.bash(CommandModel.NAME, CommandModel.shown());
        String compinit = shell.equals("zsh")
                ? "autoload -Uz compinit && { (( $+functions[compdef] )) || compinit; }\n"
                : "";
        return compinit + script + "\n" + "complete -F _complete_" + CommandModel.NAME + " -o default " + LONG_NAME
                + "\n";
    }
}
