package io.github.cqr.app.cli;

import java.io.File;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The commands as picocli knows them, made from {@link Command} and {@link CqrOption} without reflection, which keeps {@code --help} quick. */
final class CommandModel {
    static final String NAME = "cqr";
    /** The width that the help is laid out for. */
    static final int COLUMNS = 100;

    private CommandModel() {}

    /** A new command line to parse with, once. Its options stand in no group: within groups picocli takes no offence at repetition. */
    static CommandLine parser() {
        CommandSpec root = described(Command.RUN); // takes the options of all commands: they may stand before the command's name
        inOrder(EnumSet.allOf(CqrOption.class)).forEach(option -> root.addOption(spec(option)));
        return whole(root, command -> plain(command, option -> Stream.of(spec(option))));
    }

    /** The same command line with its options under headings, to show. */
    static CommandLine shown() {
        return whole(grouped(Command.RUN), CommandModel::grouped);
    }

    /**
     * The same command line to make a completion script of. What picocli makes of the other one leaves out {@code --no-secure}, and takes
     * the word after {@code --password} for its value.
     */
    static CommandLine completed() {
        return whole(plain(Command.RUN, CommandModel::flat), command -> plain(command, CommandModel::flat));
    }

    /** One of the named commands, to show. */
    static CommandLine shown(Command command) {
        return command == Command.RUN ? shown() : strict(grouped(command));
    }

    private static Stream<OptionSpec> flat(CqrOption option) {
        boolean isToggle = option.kind() == CqrOption.Kind.TOGGLE;
        if (!isToggle && option != CqrOption.PASSWORD) {
            return Stream.of(spec(option));
        }
        return isToggle
                ? Stream.of(plainFlag(option.flag()), plainFlag("--no-" + option.key()))
                : Stream.of(plainFlag(option.flag()));
    }

    private static OptionSpec plainFlag(String name) {
        return OptionSpec.builder(name).type(Boolean.class).arity("0").build();
    }

    private static CommandLine whole(CommandSpec root, Function<Command, CommandSpec> named) {
        Command.named().forEach(command -> root.addSubcommand(command.word(), strict(named.apply(command))));
        return strict(root);
    }

    /** An option given twice is a mistake that must not be settled in silence, and {@code @file} is a file like any other. */
    private static CommandLine strict(CommandSpec spec) {
        return new CommandLine(spec).setOverwrittenOptionsAllowed(false).setExpandAtFiles(false)
                .setPosixClusteredShortOptionsAllowed(false).setUsageHelpLongOptionsMaxWidth(30);
    }

    private static CommandSpec plain(Command command, Function<CqrOption, Stream<OptionSpec>> options) {
        CommandSpec spec = described(command);
        inOrder(command.options()).flatMap(options).forEach(spec::addOption);
        return spec;
    }

    private static CommandSpec grouped(Command command) {
        CommandSpec spec = described(command);
        Set<CqrOption> options = command.options();
        for (OptionGroup group : OptionGroup.values()) {
            List<CqrOption> its = inOrder(options).filter(option -> option.group() == group).toList();
            if (!its.isEmpty()) {
                var builder = ArgGroupSpec.builder().heading("%n" + group.heading() + "%n").validate(false)
                        .order(spec.argGroups().size());
                its.forEach(option -> builder.addArg(spec(option)));
                spec.addArgGroup(builder.build());
            }
        }
        return spec;
    }

    private static Stream<CqrOption> inOrder(Set<CqrOption> options) {
        return options.stream().sorted(Comparator.naturalOrder());
    }

    private static CommandSpec described(Command command) {
        CommandSpec spec = CommandSpec.create().name(command == Command.RUN ? NAME : command.word());
        List<String> operands = command.operands();
        for (int i = 0; i < operands.size(); i++) {
            spec.addPositional(operand(operands.get(i), i));
        }
        var usage = spec.usageMessage();
        if (command == Command.RUN) {
            usage.description(HelpText.DESCRIPTION).commandListHeading("%nCommands%n").customSynopsis(
                    Arrays.stream(Command.values()).map(each -> (each == Command.RUN ? "" : "       ")
                            + each.synopsis()).toArray(String[]::new));
        } else {
            usage.customSynopsis(command.synopsis()).header(command.summary());
        }
        usage.footer(command.footer()).parameterListHeading("%nArguments%n").width(COLUMNS).sortOptions(false)
                .autoWidth(false);
        return spec;
    }

    private static PositionalParamSpec operand(String label, int index) {
        var builder = PositionalParamSpec.builder().paramLabel(label).hideParamSyntax(true)
                .index(Integer.toString(index)).arity("0..1").description(HelpText.operand(label));
        return switch (label) {
            case "QUERY_FILE", "RUN", "LOG", "A", "B" -> builder.type(File.class).build();
            case "SHELL" -> builder.type(String.class).completionCandidates(CompletionScript.SHELLS).build();
            case "show|prune" -> builder.type(String.class).completionCandidates(RunsRequest.WORDS).build();
            case "OUTCOME" -> builder.type(String.class).completionCandidates(Resolution.OUTCOMES).build();
            default -> builder.type(String.class).build();
        };
    }

    private static OptionSpec spec(CqrOption option) {
        String letter = option.letter();
        var builder = letter == null
                ? OptionSpec.builder(option.flag())
                : OptionSpec.builder(letter, option.flag());
        builder.description(HelpText.of(option)).userObject(option);
        switch (option.kind()) {
            case FLAG -> builder.type(Boolean.class).arity("0");
            case TOGGLE -> builder.type(Boolean.class).arity("0").negatable(true);
            case VALUE -> builder.type(option.isFile() ? File.class : String.class).arity("1");
            case REPEATED -> builder.type(List.class).auxiliaryTypes(String.class).arity("1");
        }
        if (!option.label().isEmpty()) {
            builder.paramLabel(option.label()).hideParamSyntax(false);
        }
        if (!option.choices().isEmpty()) {
            builder.completionCandidates(option.choices());
        }
        switch (option) {
            case PASSWORD -> builder.arity("0..1");
            case HELP -> builder.usageHelp(true);
            case VERSION -> builder.versionHelp(true);
            default -> {
                // nothing of its own
            }
        }
        return builder.build();
    }
}
