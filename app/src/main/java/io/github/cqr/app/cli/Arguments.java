package io.github.cqr.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What was typed, as text: nothing is checked yet but that it can be told apart.
 *
 * @param typed the options given, with their values in order; a flag's value is {@code true} or {@code false}
 * @param command what is to be done
 * @param operands what follows the options, in order
 */
record Arguments(Map<CqrOption, List<String>> typed, Command command, List<String> operands) {
    /** Stands for the missing value of {@code --password}. No argument of a process can hold a NUL, so nobody can have typed it. */
    static final String ASK_FOR_PASSWORD = "\0ask";

    /**
     * Tells the arguments apart.
     *
     * @throws UsageException for unknown or repeated options, missing values and surplus arguments
     */
    static Arguments parse(String... args) {
        try {
            return of(CommandModel.parser().parseArgs(withValueOfPassword(withoutRun(args))));
        } catch (ParameterException e) {
            throw inOurWords(e);
        }
    }

    /** {@code cqr run a.sql} is {@code cqr a.sql}; a file of that name is {@code ./run}. */
    private static String[] withoutRun(String... args) {
        boolean said = args.length > 0 && args[0].equals("run");
        return said ? Arrays.copyOfRange(args, 1, args.length) : args;
    }

    /**
     * {@code --password} alone gets a value of its own, so that picocli does not look for one: in {@code --password backfill.sql} the file
     * must not be taken for the password.
     */
    private static String[] withValueOfPassword(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        int end = all.contains("--") ? all.indexOf("--") : all.size();
        String password = CqrOption.PASSWORD.flag();
        all.subList(0, end).replaceAll(each -> each.equals(password) ? password + "=" + ASK_FOR_PASSWORD : each);
        return all.toArray(String[]::new);
    }

    boolean has(CqrOption option) {
        return typed.containsKey(option);
    }

    /** The first operand, or null if there is none. */
    @Nullable
    String queryFile() {
        return operands.isEmpty() ? null : operands.getFirst();
    }

    private static Arguments of(ParseResult parsed) {
        if (!parsed.hasSubcommand()) {
            refuseOthers(options(parsed), Command.RUN);
            return new Arguments(options(parsed), Command.RUN, operands(parsed));
        }
        ParseResult sub = parsed.subcommand();
        Command command = Command.ofWord(sub.commandSpec().name()).orElseThrow();
        if (!operands(parsed).isEmpty()) {
            throw UsageException
                    .seeHelp("'" + command.word() + "' is a command and stands first; a file of that name is"
                            + " ./" + command.word());
        }
        Map<CqrOption, List<String>> typed = options(parsed);
        options(sub).forEach((option, values) -> {
            if (typed.put(option, values) != null) {
                throw UsageException.seeHelp(option.flag() + " is given more than once");
            }
        });
        refuseOthers(typed, command);
        return new Arguments(typed, command, operands(sub));
    }

    private static void refuseOthers(Map<CqrOption, List<String>> typed, Command command) {
        typed.keySet().stream().filter(option -> !command.options().contains(option)).findFirst().ifPresent(option -> {
            throw notFor(option, command);
        });
    }

    private static Map<CqrOption, List<String>> options(ParseResult parsed) {
        var typed = new EnumMap<CqrOption, List<String>>(CqrOption.class);
        for (OptionSpec spec : parsed.matchedOptions()) {
            CqrOption option = (CqrOption) spec.userObject();
            typed.put(option, switch (option.kind()) {
                case FLAG, TOGGLE -> List.of(spec.<Boolean>getValue().toString());
                case VALUE, REPEATED -> List.copyOf(spec.originalStringValues());
            });
        }
        return typed;
    }

    private static List<String> operands(ParseResult parsed) {
        return parsed.matchedPositionals().stream().flatMap(each -> each.originalStringValues().stream()).toList();
    }

    private static UsageException notFor(CqrOption option, Command command) {
        if (command != Command.RUN) {
            return UsageException.seeHelp(command.word(), option.flag() + " does not go with '" + command.word() + "'");
        }
        String others = Command.named().stream().filter(other -> other.options().contains(option))
                .map(other -> "'" + other.word() + "'").collect(Collectors.joining(" and "));
        return UsageException.seeHelp(option.flag() + " goes only with " + others);
    }

    private static UsageException inOurWords(ParameterException e) {
        return switch (e) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case OverwrittenOptionException twice -> UsageException.seeHelp(name(twice.getOverwritten())
                    + " is given more than once");
            case MissingParameterException missing when missing.getMissing().getFirst() instanceof OptionSpec option ->
                UsageException.seeHelp(name(option) + " needs a value: " + name(option) + "="
                        + option.paramLabel());
            default -> UsageException.seeHelp(String.valueOf(e.getMessage()));
        };
    }

    private static UsageException unmatched(UnmatchedArgumentException e) {
        List<String> unmatched = e.getUnmatched();
        String first = unmatched.stream().filter(each -> each.startsWith("-")).findFirst()
                .orElse(unmatched.getFirst());
        Command command = Command.ofWord(e.getCommandLine().getCommandName()).orElse(Command.RUN);
        if (!first.startsWith("-")) {
            boolean aboutFiles = command == Command.RUN;
            return UsageException.seeHelp(command.word(),
                    (aboutFiles ? "one QUERY_FILE at a time; '" : "'") + first + "' is one argument too many");
        }
        String name = first.contains("=") ? first.substring(0, first.indexOf('=')) : first;
        for (CqrOption option : CqrOption.values()) {
            if (namesOf(option).anyMatch(name::equals)) {
                return notFor(option, command);
            }
        }
        return UsageException.seeHelp(command.word(), "unknown option '" + name + "'"
                + Suggestion.inWords(name, optionNames(command)));
    }

    private static List<String> optionNames(Command command) {
        return Arrays.stream(CqrOption.values()).filter(command.options()::contains).flatMap(Arguments::namesOf)
                .collect(Collectors.toList());
    }

    private static Stream<String> namesOf(CqrOption option) {
        return option.kind() == CqrOption.Kind.TOGGLE
                ? Stream.of(option.flag(), "--no-" + option.key())
                : Stream.of(option.flag());
    }

    private static String name(ArgSpec spec) {
        return spec instanceof OptionSpec option ? option.longestName() : spec.paramLabel();
    }
}
