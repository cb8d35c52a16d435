package io.github.cqr.app.cli;

import io.github.cqr.domain.run.ExitCodes;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command {@code cqr}: from arguments to an exit code. */
public final class Cqr {
    private final Program program;
    private final Surroundings surroundings;

    /** Makes the command. */
    public Cqr(Program program, Surroundings surroundings) {
        this.program = program;
        this.surroundings = surroundings;
    }

    /** Does what {@code args} ask for and returns what the process is to exit with. Throws nothing: every problem becomes a line. */
    public int execute(String... args) {
        Streams streams = surroundings.streams();
        try {
            return execute(Arguments.parse(args));
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
            return fail(e, new Console(surroundings, false, true), "", false);
        } finally {
            streams.out().flush();
            streams.err().flush();
        }
    }

    private int execute(Arguments arguments) {
        if (arguments.has(CqrOption.HELP)) {
            return help(CommandModel.shown(arguments.command()));
        }
        if (arguments.has(CqrOption.VERSION)) {
            surroundings.streams().out().println(CommandModel.NAME + " " + Version.current());
            return ExitCodes.DONE;
        }
        if (arguments.command() == Command.COMPLETION) {
            surroundings.streams().out().print(CompletionScript.of(arguments.queryFile()));
            return ExitCodes.DONE;
        }
        return start(arguments);
    }

    private int help(CommandLine command) {
        surroundings.streams().out().print(command.getUsageMessage(Ansi.OFF));
        return ExitCodes.DONE;
    }

    private int start(Arguments arguments) {
        Action action = Action.of(arguments);
        var reader = new OptionsReader(arguments, surroundings.environment(), surroundings.prompt());
        var console = new Console(surroundings, reader.verbose(), reader.colourUnwanted());
        try {
            RunOptions options = reader.read(action);
            reader.warnings().forEach(console::warn);
            return switch (action) {
                case RUN -> program.run(options, console);
                case DRY_RUN -> program.dryRun(options, console);
                case RESET -> program.reset(options, console);
                case RESOLVE -> program.resolve(options, Resolution.of(arguments.operands()), console);
                case DOCTOR -> program.doctor(options, console);
                case REPLAY -> program.replay(options, reader.replayRequest(), console);
                case RUNS -> program.runs(options, reader.runsRequest(), console);
                case DIFF -> program.diff(options, reader.diffRequest(), console);
                case REPORT -> program.report(options, reader.reportRequest(), console);
            };
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
            return fail(e, console, String.valueOf(arguments.queryFile()), reader.verbose());
        }
    }

    private int fail(Throwable thrown, Console console, String scriptFile, boolean verbose) {
        var mapper = new ExitCodeMapper(scriptFile, verbose, program::explain);
        Problem problem = mapper.problem(thrown);
        console.problem(problem);
        if (verbose && mapper.isInternal(thrown)) {
            thrown.printStackTrace(console.err());
        }
        return problem.exitCode();
    }
}
