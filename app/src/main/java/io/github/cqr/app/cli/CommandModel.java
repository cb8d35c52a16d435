package io.github.cqr.app.cli;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The command as picocli knows it, made from {@link CqrOption} without reflection, which keeps {@code --help} quick. */
final class CommandModel {
    static final String NAME = "cqr";
    static final String COMPLETION = "completion";
    static final String QUERY_FILE = "QUERY_FILE";
    static final String SHELL = "SHELL";
    /** The width that the help is laid out for. */
    static final int COLUMNS = 100;

    private CommandModel() {}

    /** A new command line to parse with, once. Its options stand in no group: within groups picocli takes no offence at repetition. */
    static CommandLine parser() {
        CommandSpec spec = CommandSpec.create().name(NAME).addPositional(queryFile());
        Arrays.stream(CqrOption.values()).forEach(option -> spec.addOption(spec(option)));
        return complete(spec);
    }

    /** The same command line with its options under headings, to show. */
    static CommandLine shown() {
        CommandSpec spec = CommandSpec.create().name(NAME).addPositional(queryFile());
        for (OptionGroup group : OptionGroup.values()) {
            spec.addArgGroup(group(group, spec.argGroups().size()));
        }
        return complete(spec);
    }

    /**
     * The same command line to make a completion script of. What picocli makes of the other one leaves out {@code --no-secure}, and takes
     * the word after {@code --password} for its value.
     */
    static CommandLine completed() {
        CommandSpec spec = CommandSpec.create().name(NAME).addPositional(queryFile());
        for (CqrOption option : CqrOption.values()) {
            boolean isToggle = option.kind() == CqrOption.Kind.TOGGLE;
            spec.addOption(isToggle || option == CqrOption.PASSWORD ? plainFlag(option.flag()) : spec(option));
            if (isToggle) {
                spec.addOption(plainFlag("--no-" + option.key()));
            }
        }
        return complete(spec);
    }

    private static OptionSpec plainFlag(String name) {
        return OptionSpec.builder(name).type(Boolean.class).arity("0").build();
    }

    private static CommandLine complete(CommandSpec spec) {
        spec.usageMessage().customSynopsis("cqr [OPTIONS] QUERY_FILE", "       cqr completion bash|zsh")
                .description(HelpText.DESCRIPTION).footer(HelpText.FOOTER).commandListHeading("%nCommands%n")
                .parameterListHeading("%nArguments%n").width(COLUMNS).sortOptions(false).autoWidth(false);
        CommandLine completion = completion();
        spec.addSubcommand(COMPLETION, completion);
        CommandLine command = new CommandLine(spec);
        for (CommandLine each : List.of(command, completion)) {
            // An option given twice is a mistake that must not be settled in silence, and @file is a file like any other.
            each.setOverwrittenOptionsAllowed(false).setExpandAtFiles(false).setPosixClusteredShortOptionsAllowed(false)
                    .setUsageHelpLongOptionsMaxWidth(30);
        }
        return command;
    }

    private static PositionalParamSpec queryFile() {
        return PositionalParamSpec.builder().paramLabel(QUERY_FILE).hideParamSyntax(true).index("0").arity("0..1")
                .type(File.class).description(HelpText.QUERY_FILE).build();
    }

    /** The command {@code completion}. */
    static CommandLine completion() {
        CommandSpec spec = CommandSpec.create().name(COMPLETION);
        spec.addPositional(PositionalParamSpec.builder().paramLabel(SHELL).index("0").arity("0..1").type(String.class)
                .completionCandidates(CompletionScript.SHELLS).description(HelpText.SHELL).build());
        spec.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help and exit.")
                .build());
        spec.usageMessage().customSynopsis("cqr completion bash|zsh").header(HelpText.COMPLETION)
                .parameterListHeading("%n").optionListHeading("%n").footer(HelpText.COMPLETION_FOOTER).width(COLUMNS);
        return new CommandLine(spec);
    }

    private static ArgGroupSpec group(OptionGroup group, int order) {
        var builder = ArgGroupSpec.builder().heading("%n" + group.heading() + "%n").validate(false)
                .order(order);
        Arrays.stream(CqrOption.values()).filter(option -> option.group() == group)
                .forEach(option -> builder.addArg(spec(option)));
        return builder.build();
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
