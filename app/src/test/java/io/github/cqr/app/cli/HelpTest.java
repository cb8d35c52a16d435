package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The help, word by word, and the version. */
class HelpTest {
    @Test
    void theHelpIsAsInTheGoldenFile() throws IOException {
        var result = new CommandLineRun().run("--help");
        assertEquals(0, result.exitCode());
        assertEquals("", result.err());
        Golden.check("src/test/resources/io/github/cqr/app/cli/help.txt", result.out());
        assertEquals(result.out(), new CommandLineRun().run("-h").out());
        assertEquals(result.out(), new CommandLineRun().onTerminal().run("some.sql", "--help").out());
    }

    @Test
    void theHelpFitsAHundredColumns() {
        List<String> tooLong = new CommandLineRun().run("--help").out().lines().filter(line -> line.length() > 100)
                .toList();
        assertEquals(List.of(), tooLong);
    }

    @Test
    void theHelpNamesEveryOptionVariableChoiceAndDefault() {
        String help = new CommandLineRun().run("--help").out().replaceAll("\\s+", " ");
        for (CqrOption option : Command.RUN.options()) {
            String name = option.kind() == CqrOption.Kind.TOGGLE ? "--[no-]" + option.key() : option.flag();
            assertTrue(help.contains(" " + name), name);
            option.variables().forEach(variable -> assertTrue(help.contains(variable), variable));
            option.choices().forEach(choice -> assertTrue(help.contains(choice), choice));
            String byDefault = option.defaultText();
            assertTrue(byDefault == null || help.contains("(default: " + byDefault), name);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUN")
    void eachCommandHasAHelpOfItsOwn(Command command) throws IOException {
        var result = new CommandLineRun().run(command.word(), "--help");
        assertEquals(0, result.exitCode());
        assertEquals("", result.err());
        Golden.check("src/test/resources/io/github/cqr/app/cli/help-" + command.word() + ".txt", result.out());
        assertEquals(result.out(), new CommandLineRun().run("-h", command.word()).out());
        assertEquals(List.of(), result.out().lines().filter(line -> line.length() > 100).toList());
        String text = result.out().replaceAll("\\s+", " ");
        for (CqrOption option : CqrOption.values()) {
            String name = " --" + (option.kind() == CqrOption.Kind.TOGGLE ? "[no-]" : "") + option.key();
            assertEquals(command.options().contains(option), text.matches(".*" + Pattern.quote(name) + "[ =\\[].*"),
                    name);
        }
    }

    @Test
    void theHelpListsEveryCommand() {
        String help = new CommandLineRun().run("--help").out();
        for (Command command : Command.values()) {
            assertTrue(help.contains(command.synopsis()), command.name());
            assertTrue(command == Command.RUN || help.contains(command.summary()), command.name());
        }
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        var result = new CommandLineRun().run("--version");
        assertEquals(0, result.exitCode());
        assertTrue(result.out().strip().matches("cqr \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), result.out());
        assertEquals(result.out(), new CommandLineRun().run("-V").out());
    }
}
