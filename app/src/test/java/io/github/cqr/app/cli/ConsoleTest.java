package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people see, and when it is coloured. */
class ConsoleTest {
    private static final String ESC = "\u001b";

    private static CommandLineRun talking() {
        return new CommandLineRun().doing(console -> {
            console.debug("looking");
            console.info("320 of 500");
            console.warn("slow");
            console.error("gone");
            console.print("result");
            return 0;
        });
    }

    @Test
    void logLinesHaveTimeAndLevelAndGoToStandardError() {
        var result = talking().run("--reset", "x.sql");
        assertEquals(List.of("14:30:00 INFO  320 of 500", "14:30:00 WARN  slow", "14:30:00 ERROR gone"),
                result.err().lines().toList());
        assertEquals(List.of("result"), result.out().lines().toList());
    }

    @Test
    void verboseShowsDebugLines() {
        var result = talking().run("--reset", "--verbose", "x.sql");
        assertEquals("14:30:00 DEBUG looking", result.err().lines().toList().getFirst());
    }

    static Stream<Arguments> colours() {
        return Stream.of(Arguments.of("a terminal", true, Map.of("TERM", "xterm"), "", true),
                Arguments.of("a terminal without TERM", true, Map.of(), "", true),
                Arguments.of("no terminal", false, Map.of("TERM", "xterm"), "", false),
                Arguments.of("a dumb terminal", true, Map.of("TERM", "dumb"), "", false),
                Arguments.of("NO_COLOR", true, Map.of("NO_COLOR", "1"), "", false),
                Arguments.of("an empty NO_COLOR", true, Map.of("NO_COLOR", ""), "", true),
                Arguments.of("--no-color", true, Map.of("TERM", "xterm"), "--no-color", false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("colours")
    void coloursAreForTerminalsOfPeopleWhoWantThem(String name, boolean terminal, Map<String, String> environment,
            String option, boolean coloured) {
        CommandLineRun run = talking().env(environment);
        if (terminal) {
            run.onTerminal();
        }
        var result = run.run(Stream.of("--reset", "x.sql", option).filter(each -> !each.isEmpty())
                .toArray(String[]::new));
        assertEquals(coloured
                ? List.of("14:30:00 INFO  320 of 500", ESC + "[33m14:30:00 WARN  slow" + ESC + "[0m",
                        ESC + "[31m14:30:00 ERROR gone" + ESC + "[0m")
                : List.of("14:30:00 INFO  320 of 500", "14:30:00 WARN  slow", "14:30:00 ERROR gone"),
                result.err().lines().toList());
    }

    @Test
    void foreignTextCannotPlayWithTheTerminalOrForgeALine() {
        var result = new CommandLineRun().doing(console -> {
            console.warn("Table \u001b[2J gone\r\n15:00:00 INFO  all well");
            console.block("SELECT '\u202e'\n15:00:00 INFO  all well");
            console.print("INSERT\tINTO \u0007\nVALUES");
            return 0;
        }).run("--reset", "x.sql");
        assertEquals(List.of("14:30:00 WARN  Table \\x1b[2J gone\\x0d\\n15:00:00 INFO  all well",
                "    SELECT '\\u202e'", "    15:00:00 INFO  all well"), result.err().lines().toList());
        assertEquals(List.of("INSERT\tINTO \\x07", "VALUES"), result.out().lines().toList());
    }
}
