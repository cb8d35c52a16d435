package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

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
        for (CqrOption option : CqrOption.values()) {
            String name = option.kind() == CqrOption.Kind.TOGGLE ? "--[no-]" + option.key() : option.flag();
            assertTrue(help.contains(" " + name), name);
            option.variables().forEach(variable -> assertTrue(help.contains(variable), variable));
            option.choices().forEach(choice -> assertTrue(help.contains(choice), choice));
            String byDefault = option.defaultText();
            assertTrue(byDefault == null || help.contains("(default: " + byDefault), name);
        }
    }

    @Test
    void completionHasAHelpOfItsOwn() {
        var result = new CommandLineRun().run("completion", "--help");
        assertEquals(0, result.exitCode());
        assertTrue(result.out().contains("Usage: cqr completion bash|zsh"), result.out());
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        var result = new CommandLineRun().run("--version");
        assertEquals(0, result.exitCode());
        assertTrue(result.out().strip().matches("cqr \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), result.out());
        assertEquals(result.out(), new CommandLineRun().run("-V").out());
    }
}
