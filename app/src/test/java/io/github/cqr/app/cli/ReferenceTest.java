package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.run.ExitCodes;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/cli.md} names every option as the program has it, and every exit code. */
class ReferenceTest {
    private static final String DOCUMENT = "../docs/cli.md";
    private static final String BEGIN = "<!-- options: made from the program, see ReferenceTest -->\n";
    private static final String END = "<!-- end of options -->\n";

    @Test
    void theTableOfOptionsIsThatOfTheProgram() throws IOException {
        String document = Files.readString(Golden.file(DOCUMENT));
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end >= begin, "the marks are there");
        Golden.check(DOCUMENT, document.substring(0, begin) + tables() + document.substring(end));
    }

    @Test
    void everyCommandIsExplained() throws IOException {
        String document = Files.readString(Golden.file(DOCUMENT));
        for (Command command : Command.values()) {
            assertTrue(document.contains("    " + command.synopsis() + "\n"), command.synopsis());
            assertTrue(command == Command.RUN || document.contains("**`cqr " + command.word()), command.word());
        }
    }

    @Test
    void everyExitCodeIsExplained() throws IOException, IllegalAccessException {
        String document = Files.readString(Golden.file(DOCUMENT));
        String help = new CommandLineRun().run("--help").out();
        for (Field field : ExitCodes.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                int code = field.getInt(null);
                assertTrue(document.contains("| " + code + " | "), "docs/cli.md: " + code);
                assertTrue(help.lines().anyMatch(line -> line.matches("\\s+" + code + "  .*")), "--help: " + code);
            }
        }
    }

    private static String tables() {
        var text = new StringBuilder();
        for (OptionGroup group : OptionGroup.values()) {
            text.append("\n### ").append(group.heading()).append("\n\n")
                    .append("| option | environment | key in a file | default | what it does |\n")
                    .append("|---|---|---|---|---|\n");
            Arrays.stream(CqrOption.values()).filter(option -> option.group() == group)
                    .forEach(option -> text.append(row(option)));
        }
        return text.append('\n').toString();
    }

    private static String row(CqrOption option) {
        String defaultText = option.defaultText();
        List<String> cells = List.of(name(option),
                option.variables().stream().map(ReferenceTest::code).collect(Collectors.joining(", ")), key(option),
                defaultText == null ? "" : defaultText, option.text());
        return cells.stream().map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String name(CqrOption option) {
        String letter = option.letter();
        return switch (option.kind()) {
            case FLAG -> (letter == null ? "" : code(letter) + ", ") + code(option.flag());
            case TOGGLE -> code(option.flag()) + ", " + code("--no-" + option.key());
            case VALUE, REPEATED -> code(option == CqrOption.PASSWORD
                    ? option.flag() + "[=" + option.label() + "]"
                    : option.flag() + " " + option.label());
        };
    }

    private static String key(CqrOption option) {
        if (!option.inConfigFile()) {
            return "";
        }
        return code(option == CqrOption.SETTING ? "setting.NAME" : option.key());
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
