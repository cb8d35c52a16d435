package io.github.cqr.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the command in this process, in surroundings made for the test, with a program that writes down what it is asked for and then does
 * what the test says.
 */
final class CommandLineRun {
    static final Instant NOW = Instant.parse("2026-02-09T14:30:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>(Map.of("HOME", "/home/loader"));
    private final RecordingProgram program = new RecordingProgram();
    private final List<String> questions = new ArrayList<>();
    private Optional<Secret> answer = Optional.empty();
    private boolean terminal;

    /** What the process would have left. */
    record Result(int exitCode, String out, String err, RecordingProgram program) {
        /** The options that the program was given. */
        RunOptions options() {
            RunOptions options = program.options;
            if (options == null) {
                throw new AssertionError("the program was not started; exit code " + exitCode + ", " + err);
            }
            return options;
        }
    }

    /** Writes down what it is asked for. */
    static final class RecordingProgram implements Program {
        private @Nullable String action;
        private @Nullable RunOptions options;
        private @Nullable Resolution resolution;
        private @Nullable ReportRequest reportRequest;
        private @Nullable DiffRequest diffRequest;
        private @Nullable RunsRequest runsRequest;
        private @Nullable ReplayRequest replayRequest;
        private Function<Console, Integer> behaviour = _ -> 0;
        private Function<Throwable, @Nullable Problem> explanation = _ -> null;

        @Nullable
        String action() {
            return action;
        }

        @Nullable
        Resolution resolution() {
            return resolution;
        }

        private int start(String newAction, RunOptions newOptions, Console console) {
            action = newAction;
            options = newOptions;
            return behaviour.apply(console);
        }

        @Override
        public int run(RunOptions runOptions, Console console) {
            return start("run", runOptions, console);
        }

        @Override
        public int dryRun(RunOptions runOptions, Console console) {
            return start("dry-run", runOptions, console);
        }

        @Override
        public int reset(RunOptions runOptions, Console console) {
            return start("reset", runOptions, console);
        }

        @Override
        public int resolve(RunOptions runOptions, Resolution newResolution, Console console) {
            resolution = newResolution;
            return start("resolve", runOptions, console);
        }

        @Override
        public int doctor(RunOptions runOptions, Console console) {
            return start("doctor", runOptions, console);
        }

        @Override
        public int diff(RunOptions runOptions, DiffRequest newRequest, Console console) {
            diffRequest = newRequest;
            return start("diff", runOptions, console);
        }

        @Override
        public int report(RunOptions runOptions, ReportRequest newRequest, Console console) {
            reportRequest = newRequest;
            return start("report", runOptions, console);
        }

        @Override
        public int replay(RunOptions runOptions, ReplayRequest newRequest, Console console) {
            replayRequest = newRequest;
            return start("replay", runOptions, console);
        }

        @Override
        public int runs(RunOptions runOptions, RunsRequest newRequest, Console console) {
            runsRequest = newRequest;
            return start("runs", runOptions, console);
        }

        @Nullable
        RunsRequest runsRequest() {
            return runsRequest;
        }

        @Nullable
        ReplayRequest replayRequest() {
            return replayRequest;
        }

        @Nullable
        DiffRequest diffRequest() {
            return diffRequest;
        }

        @Nullable
        ReportRequest reportRequest() {
            return reportRequest;
        }

        @Override
        public @Nullable Problem explain(Throwable problem) {
            return explanation.apply(problem);
        }
    }

    CommandLineRun env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    CommandLineRun env(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    CommandLineRun without(String name) {
        environment.remove(name);
        return this;
    }

    /** Standard output and error are a terminal. */
    CommandLineRun onTerminal() {
        terminal = true;
        return this;
    }

    /** There is a person who types this when asked for a password. */
    CommandLineRun answering(String password) {
        answer = Optional.of(new Secret(password));
        return this;
    }

    /** The program does this and exits so. */
    CommandLineRun doing(Function<Console, Integer> behaviour) {
        program.behaviour = behaviour;
        return this;
    }

    /** The program knows these exceptions. */
    CommandLineRun explaining(Function<Throwable, @Nullable Problem> explanation) {
        program.explanation = explanation;
        return this;
    }

    List<String> questions() {
        return questions;
    }

    Surroundings surroundings() {
        var streams = new Streams(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), () -> terminal, () -> terminal);
        PasswordPrompt prompt = question -> {
            questions.add(question);
            return answer;
        };
        return new Surroundings(environment, streams, prompt, InstantSource.fixed(NOW), ZoneOffset.UTC);
    }

    Result run(String... args) {
        int exitCode = new Cqr(program, surroundings()).execute(args);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8),
                program);
    }

    /** As {@link #run}, with {@code file} as the last argument. */
    Result runOn(Path file, String... args) {
        var all = new ArrayList<>(List.of(args));
        all.add(file.toString());
        return run(all.toArray(String[]::new));
    }

    /** A script to name in a test. */
    static Path script(Path directory) {
        return file(directory, "backfill.sql", "SELECT 1;\n");
    }

    static Path file(Path directory, String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
