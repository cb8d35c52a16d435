package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties with the lines they stand in. */
class ConfigFileTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void entriesKnowTheirLines() {
        ConfigFile file = ConfigFile.parse("prod.properties", """
                # nodes \\
                ! of production

                host = a,\\
                       b:8124
                user:loader
                password=p\\u00e4ss\\\\
                setting.max_threads=4
                database=
                """);
        assertEquals(new Given("a,b:8124", line(4)), file.value(CqrOption.HOST));
        assertEquals(new Given("loader", line(6)), file.value(CqrOption.USER));
        assertEquals(new Given("p\u00e4ss\\", line(7)), file.value(CqrOption.PASSWORD));
        assertEquals(new Given("4", line(8)), file.settings().get("max_threads"));
        assertNull(file.value(CqrOption.DATABASE), "an empty value counts as none");
        assertNull(file.value(CqrOption.PORT));
    }

    private static Origin line(int line) {
        return new Origin.ConfigLine("prod.properties", line);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("host=a\nhots=b", "line 2: unknown key 'hots'; did you mean 'host'?"),
                Arguments.of("colour=red", "line 1: unknown key 'colour'"),
                Arguments.of("just words", "line 1: unknown key 'just'"),
                Arguments.of("host=a\n\n# x\nhost=b", "line 4: 'host' stands in line 1 already"),
                Arguments.of("setting.a=1\nsetting.a=2", "line 2: 'setting.a' stands in line 1 already"),
                Arguments.of("setting=a=1", "line 1: a setting is written as setting.NAME=VALUE"),
                Arguments.of("reset=true", "line 1: 'reset' decides about one run: give it as the option --reset"),
                Arguments.of("on-unknown=run",
                        "line 1: 'on-unknown' decides about one run: give it as the option --on-unknown"),
                Arguments.of("password=\\u12", "line 1: a \\u escape must have four hexadecimal digits"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeNamesFileAndLine(String text, String message) {
        var thrown = assertThrows(UsageException.class, () -> ConfigFile.parse("prod.properties", text));
        assertEquals("prod.properties, " + message, thrown.getMessage());
    }

    @Test
    void whatDecidesAboutOneRunIsNotRead() {
        assertEquals(
                List.of(CqrOption.DRY_RUN, CqrOption.FROM_LOG, CqrOption.RESTORE, CqrOption.RESET, CqrOption.FORCE,
                        CqrOption.ON_UNKNOWN,
                        CqrOption.ON_PARTIAL, CqrOption.STEAL_LEASE,
                        CqrOption.ACCEPT_TARGET, CqrOption.FORMAT, CqrOption.OUT, CqrOption.TRACE, CqrOption.AT,
                        CqrOption.SPEED, CqrOption.FOLLOW, CqrOption.KEEP_RUNS, CqrOption.KEEP_FOR,
                        CqrOption.KEEP_SIZE, CqrOption.CONFIG,
                        CqrOption.HELP, CqrOption.VERSION),
                Stream.of(CqrOption.values()).filter(option -> !option.inConfigFile()).toList());
    }

    @Test
    void aWrongValueNamesFileAndLine() {
        Path config = CommandLineRun.file(directory, "prod.properties", "\nport=abc\n");
        var result = new CommandLineRun().runOn(CommandLineRun.script(directory), "--config", config.toString());
        assertEquals("cqr: --port: 'abc' is not a port number (from " + config + ", line 2); give a number from 1 to "
                + "65535" + System.lineSeparator(), result.err());
    }

    @Test
    void aWrongSettingNamesFileAndLine() {
        Path config = CommandLineRun.file(directory, "prod.properties", "setting.session_id=abc\n");
        var result = new CommandLineRun().runOn(CommandLineRun.script(directory), "--config", config.toString());
        assertEquals("cqr: --setting: 'session_id' is set by cqr itself (from " + config + ", line 1); leave it out"
                + System.lineSeparator(), result.err());
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Path config = Files.write(directory.resolve("latin1.properties"),
                "user=J\u00f6rg\n".getBytes(StandardCharsets.ISO_8859_1));
        var thrown = assertThrows(UsageException.class, () -> ConfigFile.read(config));
        assertEquals("--config: cannot read '" + config + "': it is not UTF-8", thrown.getMessage());
    }
}
