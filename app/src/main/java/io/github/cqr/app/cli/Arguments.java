package io.github.cqr.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
 * @param queryFile the argument, or null if there is none
 * @param completion what follows {@code completion}, or null when that command was not given
 */
record Arguments(Map<CqrOption, List<String>> typed, @Nullable String queryFile, @Nullable Completion completion) {
    /** Stands for the missing value of {@code --password}. No argument of a process can hold a NUL, so nobody can have typed it. */
    static final String ASK_FOR_PASSWORD = "\0ask";

    /** The command {@code completion}. */
    record Completion(@Nullable String shell, boolean help) {}

    /**
     * Tells the arguments apart.
     *
     * @throws UsageException for unknown or repeated options, missing values and surplus arguments
     */
    static Arguments parse(String... args) {
        try {
            return of(CommandModel.parser().parseArgs(withValueOfPassword(args)));
        } catch (ParameterException e) {
            throw inOurWords(e);
        }
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

    private static Arguments of(ParseResult parsed) {
        var typed = new EnumMap<CqrOption, List<String>>(CqrOption.class);
        for (OptionSpec spec : parsed.matchedOptions()) {
            CqrOption option = (CqrOption) spec.userObject();
            typed.put(option, switch (option.kind()) {
                case FLAG, TOGGLE -> List.of(spec.<Boolean>getValue().toString());
                case VALUE, REPEATED -> List.copyOf(spec.originalStringValues());
            });
        }
        var arguments = new Arguments(typed, onlyPositional(parsed), completion(parsed));
        if (arguments.completion() != null && (arguments.queryFile() != null || !typed.isEmpty())) {
            throw UsageException
                    .seeHelp("'completion' is a command and goes alone; a file of that name is ./completion");
        }
        return arguments;
    }

    private static @Nullable String onlyPositional(ParseResult parsed) {
        return parsed.matchedPositionals().stream().flatMap(each -> each.originalStringValues().stream()).findFirst()
                .orElse(null);
    }

    private static @Nullable Completion completion(ParseResult parsed) {
        return parsed.hasSubcommand()
                ? new Completion(onlyPositional(parsed.subcommand()), parsed.subcommand().isUsageHelpRequested())
                : null;
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
        if (!first.startsWith("-")) {
            boolean aboutFiles = e.getCommandLine().getParent() == null;
            return UsageException.seeHelp(
                    (aboutFiles ? "one QUERY_FILE at a time; '" : "'") + first + "' is one argument too many");
        }
        String name = first.contains("=") ? first.substring(0, first.indexOf('=')) : first;
        return UsageException.seeHelp("unknown option '" + name + "'" + Suggestion.inWords(name, optionNames()));
    }

    private static List<String> optionNames() {
        return Arrays.stream(CqrOption.values())
                .flatMap(option -> option.kind() == CqrOption.Kind.TOGGLE
                        ? List.of(option.flag(), "--no-" + option.key()).stream()
                        : List.of(option.flag()).stream())
                .collect(Collectors.toList());
    }

    private static String name(ArgSpec spec) {
        return spec instanceof OptionSpec option ? option.longestName() : spec.paramLabel();
    }
}
