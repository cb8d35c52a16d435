package io.github.cqr.app.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;

/** The scripts of {@code cqr completion}. */
final class CompletionScript {
    static final List<String> SHELLS = List.of("bash", "zsh");
    /** zsh's own completion must be there before its emulation of bash's. */
    private static final String ZSH_START = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }\n";
    /** The script counts words from the name that it was made for. */
    private static final String LONG_NAME = """

            function _complete_clickhouse_query_runner() {
              COMP_WORDS[0]=cqr
              _complete_cqr cqr
            }
            complete -F _complete_clickhouse_query_runner -o default clickhouse-query-runner
            """;

    private CompletionScript() {}

    /**
     * The script for a shell. zsh runs the one of bash by its own {@code bashcompinit}.
     *
     * @throws UsageException for a shell that is not known, or null
     */
    static String of(@Nullable String shell) {
        if (shell == null || !SHELLS.contains(shell)) {
            throw UsageException.seeHelp(
                    (shell == null ? "which shell?" : "no completion for '" + shell + "';") + " give bash or zsh");
        }
        // The options stand in single quotes. Unquoted, a word like 'a' counts as an option, because it is part of some option's name.
        String script = AutoComplete.bash(CommandModel.NAME, CommandModel.completed())
                .replace("=~ ${previousWord} ]]", "=~ \"'${previousWord}'\" ]]");
        return (shell.equals("zsh") ? ZSH_START : "") + script + LONG_NAME;
    }
}
