package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion script, run by a real bash. */
class CompletionTest {
    /** Completes the last of its arguments as bash would on TAB. compopt works only while bash itself asks. */
    private static final String HARNESS = """
            compopt() { :; }
            source ./completion.bash
            COMP_WORDS=("$@")
            COMP_CWORD=$(( $# - 1 ))
            function_of=$(complete -p "$1" | sed -n 's/.*-F \\([^ ]*\\).*/\\1/p')
            "$function_of" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    Path directory = Path.of("");

    private Set<String> complete(String... words) throws IOException {
        CommandLineRun.file(directory, "completion.bash", new CommandLineRun().run("completion", "bash").out());
        CommandLineRun.file(directory, "harness.bash", HARNESS);
        CommandLineRun.script(directory);
        var command = new java.util.ArrayList<>(List.of("bash", "harness.bash"));
        command.addAll(List.of(words));
        String output = Command.require(directory, Map.of(), Duration.ofSeconds(30), command);
        return new TreeSet<>(output.lines().filter(line -> !line.isBlank()).toList());
    }

    @ParameterizedTest
    @CsvSource({
            "cqr --conc, --concurrency",
            "clickhouse-query-runner --conc, --concurrency",
            "cqr --no-, --no-color --no-compress-log --no-secure --no-session-fence",
            "cqr --barriers _, none schema",
            "cqr --output j, json",
            "cqr backf, backfill.sql",
            "cqr --host a --verbose backf, backfill.sql",
            "cqr --password backf, backfill.sql",
            "clickhouse-query-runner --host a backf, backfill.sql",
            "cqr --config backf, backfill.sql",
            "cqr completion _, bash zsh",
            "cqr doc, doctor",
            "cqr resolve backf, backfill.sql",
            "cqr resolve backfill.sql 17 p, pending",
            "cqr resolve --valk, --valkey-url",
            "cqr resolve --host, _",
            "cqr doctor --password backf, backfill.sql",
            "cqr report --form, --format",
            "cqr doctor --no-, --no-color --no-secure --no-session-fence"})
    void bashCompletes(String words, String expected) throws IOException {
        String[] typed = Arrays.stream(words.split(" ")).map(word -> word.equals("_") ? "" : word)
                .toArray(String[]::new);
        Set<String> wanted = expected.equals("_") ? Set.of() : new TreeSet<>(List.of(expected.split(" ")));
        assertEquals(wanted, complete(typed));
    }

    @Test
    void everyOptionIsOffered() throws IOException {
        Set<String> offered = complete("cqr", "--");
        for (CqrOption option : io.github.cqr.app.cli.Command.RUN.options()) {
            assertTrue(offered.contains(option.flag()), option.flag());
        }
    }

    @Test
    void zshLoadsTheSameScript() {
        String bash = new CommandLineRun().run("completion", "bash").out();
        String zsh = new CommandLineRun().run("completion", "zsh").out();
        assertTrue(zsh.endsWith(bash) && zsh.startsWith("(( $+functions[compdef] ))"), zsh);
    }
}
