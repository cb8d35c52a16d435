package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.script.Position;
import io.github.cqr.domain.script.ScriptException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program throws becomes a line and an exit code; what it returns is passed on. */
class ExitCodesTest {
    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of(new UsageException("--host", "'a:x' is not a host"), 2,
                        List.of("cqr: --host: 'a:x' is not a host")),
                Arguments.of(new ScriptException("the quote is not closed", new Position(12, 5, 300)), 1,
                        List.of("cqr: x.sql:12:5: the quote is not closed")),
                Arguments.of(new QueryFileException("x.sql", "permission denied", null), 1,
                        List.of("cqr: cannot read 'x.sql': permission denied")),
                Arguments.of(new CheckpointStoreException("Valkey at localhost:6379 does not answer", null), 3,
                        List.of("cqr: Valkey at localhost:6379 does not answer")),
                Arguments.of(
                        new DecisionNeededException("2 statements have an unknown outcome; use --on-unknown",
                                List.of("statement 3 (line 9)", "statement 7\n(line 20)")),
                        4,
                        List.of("cqr: 2 statements have an unknown outcome; use --on-unknown", "  statement 3 (line 9)",
                                "  statement 7\\n(line 20)")),
                Arguments.of(new IllegalStateException("no such slot"), 1,
                        List.of("cqr: internal error: IllegalStateException: no such slot "
                                + "(run with --verbose for the stack trace)")),
                Arguments.of(new NullPointerException(), 1, List.of(
                        "cqr: internal error: NullPointerException (run with --verbose for the stack trace)")),
                Arguments.of(new NoClassDefFoundError("a/B"), 1,
                        List.of("cqr: internal error: NoClassDefFoundError: a/B "
                                + "(run with --verbose for the stack trace)")));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void anExceptionIsALineAndAnExitCode(Throwable thrown, int exitCode, List<String> lines) {
        var result = throwing(thrown).run("--reset", "x.sql");
        assertEquals(lines, result.err().lines().toList());
        assertEquals(exitCode, result.exitCode());
    }

    @Test
    void verboseShowsTheStackTraceOfInternalErrorsOnly() {
        var internal = throwing(new IllegalStateException("no such slot")).run("--reset", "--verbose", "x.sql");
        assertEquals("cqr: internal error: IllegalStateException: no such slot",
                internal.err().lines().findFirst().orElseThrow());
        assertTrue(internal.err().contains("\tat " + ExitCodesTest.class.getName()), internal.err());
        var usage = throwing(new UsageException("--host", "wrong")).run("--reset", "--verbose", "x.sql");
        assertEquals(List.of("cqr: --host: wrong"), usage.err().lines().toList());
    }

    @Test
    void theProgramExplainsItsOwnExceptions() {
        var result = throwing(new java.io.UncheckedIOException(new java.io.IOException("disk full")))
                .explaining(
                        thrown -> thrown instanceof java.io.UncheckedIOException ? new Problem("disk full", 1) : null)
                .run("--reset", "--verbose", "x.sql");
        assertEquals(List.of("cqr: disk full"), result.err().lines().toList());
        assertEquals(1, result.exitCode());
    }

    @Test
    void whatTheProgramReturnsIsTheExitCode() {
        assertEquals(143, new CommandLineRun().doing(_ -> 143).run("--reset", "x.sql").exitCode());
    }

    private static CommandLineRun throwing(Throwable thrown) {
        return new CommandLineRun().doing(_ -> {
            throw sneaky(thrown);
        });
    }

    /** Errors and exceptions alike leave the program as they are. */
    private static RuntimeException sneaky(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }
}
