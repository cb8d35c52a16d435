package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake gets one line, word by word, and exit code 2. A row is a command line, {@code FILE} being a script that is there. */
class UsageErrorsTest {
    @TempDir
    Path directory = Path.of("");

    private static Arguments row(String commandLine, String message) {
        return Arguments.of(commandLine, Map.of(), message);
    }

    private static Arguments row(String commandLine, String variable, String value, String message) {
        return Arguments.of(commandLine, Map.of(variable, value), message);
    }

    static Stream<Arguments> syntax() {
        return Stream.of(
                row("", "no QUERY_FILE is given. Try 'cqr --help'."),
                row("--verbose", "no QUERY_FILE is given. Try 'cqr --help'."),
                row("--concurency 4 FILE",
                        "unknown option '--concurency'; did you mean '--concurrency'? Try 'cqr --help'."),
                row("--concurency=4 FILE",
                        "unknown option '--concurency'; did you mean '--concurrency'? Try 'cqr --help'."),
                row("--no-secrue FILE", "unknown option '--no-secrue'; did you mean '--no-secure'? Try 'cqr --help'."),
                row("-verbose FILE", "unknown option '-verbose'; did you mean '--verbose'? Try 'cqr --help'."),
                row("--frobnicate FILE", "unknown option '--frobnicate'. Try 'cqr --help'."),
                row("-x FILE", "unknown option '-x'. Try 'cqr --help'."),
                row("FILE other.sql",
                        "one QUERY_FILE at a time; 'other.sql' is one argument too many. Try 'cqr --help'."),
                row("FILE --host", "--host needs a value: --host=LIST. Try 'cqr --help'."),
                row("--host --verbose FILE", "--host needs a value: --host=LIST. Try 'cqr --help'."),
                row("--host a --host b FILE", "--host is given more than once. Try 'cqr --help'."),
                row("--secure --no-secure FILE", "--secure is given more than once. Try 'cqr --help'."),
                row("--verbose=3 FILE",
                        "option '--verbose' should be specified without '3' parameter. Try 'cqr --help'."),
                row("--reset --dry-run FILE", "--reset and --dry-run exclude each other. Try 'cqr --help'."),
                row("--force FILE", "--force goes only with --reset. Try 'cqr --help'."),
                row("-", "the statements come from standard input, which has no name to make a run id of; "
                        + "give one with --run-id"),
                row("report", "which run? give its log, its id or its query file: cqr report backfill.sql. "
                        + "Try 'cqr report --help'."),
                row("replay", "which run? give its log, its id or its query file: cqr replay backfill.sql. "
                        + "Try 'cqr replay --help'."),
                row("replay --speed 2000 FILE", "--speed: '2000' is not a speed; give 0.1 to 1000"),
                row("replay --follow --at end FILE",
                        "--follow and --at exclude each other. Try 'cqr replay --help'."),
                row("--speed 2 FILE", "--speed goes only with 'replay'. Try 'cqr --help'."),
                row("run", "no QUERY_FILE is given. Try 'cqr --help'."),
                row("--from-log x --reset FILE",
                        "--reset and --from-log exclude each other: an event log is never rewritten. Try 'cqr --help'."),
                row("--from-log x --restore FILE",
                        "--restore and --from-log exclude each other: one writes to Valkey, the other goes without it. "
                                + "Try 'cqr --help'."),
                row("--restore --reset FILE", "--restore and --reset exclude each other. Try 'cqr --help'."),
                row("--restore --dry-run FILE", "--restore and --dry-run exclude each other; --dry-run --from-log "
                        + "QUERY_FILE shows what the event logs say. Try 'cqr --help'."),
                row("--from-log x --run-id y FILE",
                        "--run-id and --from-log exclude each other: the log names its run. Try 'cqr --help'."),
                row("diff",
                        "which two runs? give their logs or the beginnings of their ids: cqr diff 5f2c91ab 77ab03e1. "
                                + "Try 'cqr diff --help'."),
                row("diff one", "which two runs? give their logs or the beginnings of their ids: cqr diff 5f2c91ab "
                        + "77ab03e1. Try 'cqr diff --help'."),
                row("diff - -", "only one of the two logs can come from standard input. Try 'cqr diff --help'."),
                row("diff a b c", "'c' is one argument too many. Try 'cqr diff --help'."),
                row("diff --format html a b",
                        "--format: runs can be compared as text, json or markdown alone; give one of "
                                + "these"),
                row("report --format pdf FILE", "--format: 'pdf' is not one of text, json, markdown, junit, html"),
                row("report FILE other", "'other' is one argument too many. Try 'cqr report --help'."),
                row("--format json FILE", "--format goes only with 'report' and 'diff' and 'runs'. Try 'cqr --help'."),
                row("report --host a FILE", "--host does not go with 'report'. Try 'cqr report --help'."),
                row("runs list", "'list' is not one of show, prune. Try 'cqr runs --help'."),
                row("runs shwo a.sql", "'shwo' is not one of show, prune; did you mean 'show'? Try 'cqr runs --help'."),
                row("runs show", "which run? give its id or its query file: cqr runs show backfill.sql. "
                        + "Try 'cqr runs --help'."),
                row("runs prune a.sql", "'a.sql' is one argument too many. Try 'cqr runs --help'."),
                row("runs --keep-for 3d", "--keep-for goes only with 'runs prune'. Try 'cqr runs --help'."),
                row("runs prune --keep-size 10", "--keep-size: '10' is not a size; give one like 500MB, 20GB or 1TB"),
                row("runs --format junit",
                        "--format: runs can be listed as text or json alone; give one of these"),
                row("completion", "which shell? give bash or zsh. Try 'cqr --help'."),
                row("completion fish", "no completion for 'fish'; give bash or zsh. Try 'cqr --help'."),
                row("completion bash zsh", "'zsh' is one argument too many. Try 'cqr completion --help'."),
                row("FILE completion bash", "'completion' is a command and stands first; a file of that name is "
                        + "./completion. Try 'cqr --help'."),
                row("--host a completion bash",
                        "--host does not go with 'completion'. Try 'cqr completion --help'."));
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                row("resolve", "which run? give its query file or its id: cqr resolve backfill.sql. Try 'cqr --help'."),
                row("resolve -", "'-' names no run; give the run's id (its --run-id). Try 'cqr --help'."),
                row("resolve FILE seventeen", "'seventeen' is not the ordinal of a statement; 'cqr resolve FILE' lists "
                        + "them. Try 'cqr --help'."),
                row("resolve FILE 17", "what became of statement 17? say completed or pending. Try 'cqr --help'."),
                row("resolve FILE 17 complete", "'complete' is not one of completed, pending; did you mean "
                        + "'completed'? Try 'cqr --help'."),
                row("resolve FILE 17 completed 18", "'18' is one argument too many. Try 'cqr resolve --help'."),
                row("resolve --retries 3 FILE", "--retries does not go with 'resolve'. Try 'cqr resolve --help'."),
                row("--retries 3 resolve FILE", "--retries does not go with 'resolve'. Try 'cqr resolve --help'."),
                row("resolve --valkey-ulr x FILE", "unknown option '--valkey-ulr'; did you mean '--valkey-url'? "
                        + "Try 'cqr resolve --help'."),
                row("--verbose resolve --verbose FILE", "--verbose is given more than once. Try 'cqr --help'."),
                row("FILE doctor", "'doctor' is a command and stands first; a file of that name is ./doctor. "
                        + "Try 'cqr --help'."),
                row("doctor FILE other.sql", "'other.sql' is one argument too many. Try 'cqr doctor --help'."),
                row("doctor --dry-run", "--dry-run does not go with 'doctor'. Try 'cqr doctor --help'."),
                row("doctor --port abc", "--port: 'abc' is not a port number; give a number from 1 to 65535"));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                row("--port abc FILE", "--port: 'abc' is not a port number; give a number from 1 to 65535"),
                row("--port 0 FILE", "--port: '0' is not a port number; give a number from 1 to 65535"),
                row("--port 65536 FILE", "--port: '65536' is not a port number; give a number from 1 to 65535"),
                row("FILE", "CLICKHOUSE_PORT", "abc",
                        "--port: 'abc' is not a port number (from CLICKHOUSE_PORT); give a number from 1 to 65535"),
                row("FILE", "CH_PORT", "84430",
                        "--port: '84430' is not a port number (from CH_PORT); give a number from 1 to 65535"),
                row("--concurrency 0 FILE",
                        "--concurrency: '0' is not a number of statements; give a number from 1 to 10000"),
                row("--concurrency -1 FILE",
                        "--concurrency: '-1' is not a number of statements; give a number from 1 to 10000"),
                row("--concurrency 2.5 FILE",
                        "--concurrency: '2.5' is not a number of statements; give a number from 1 to 10000"),
                row("--per-node 99999999999999999999 FILE",
                        "--per-node: '99999999999999999999' is not a number of statements; "
                                + "give a number from 1 to 10000"),
                row("--checkpoint-ttl 0 FILE", "--checkpoint-ttl: '0' is not a whole number of seconds; "
                        + "give a number from 1 to 3153600000"),
                row("--checkpoint-ttl 7d FILE", "--checkpoint-ttl: '7d' is not a whole number of seconds; "
                        + "give a number from 1 to 3153600000"),
                row("--poll-interval 0 FILE",
                        "--poll-interval: '0' is not a number of seconds; give 0.05 to 3600, like 0.5"),
                row("--poll-interval 1,5 FILE",
                        "--poll-interval: '1,5' is not a number of seconds; give 0.05 to 3600, like 0.5"),
                row("--poll-interval . FILE",
                        "--poll-interval: '.' is not a number of seconds; give 0.05 to 3600, like 0.5"),
                row("--poll-interval 1e3 FILE",
                        "--poll-interval: '1e3' is not a number of seconds; give 0.05 to 3600, like 0.5"),
                row("--statement-timeout 30 FILE", "--statement-timeout: '30' is not a time longer than zero; "
                        + "give one like 30s, 10m or 1h30m"),
                row("--statement-timeout 0s FILE", "--statement-timeout: '0s' is not a time longer than zero; "
                        + "give one like 30s, 10m or 1h30m"),
                row("--retries -1 FILE", "--retries: '-1' is not a number of tries; give a number from 0 to 1000"),
                row("--retry-backoff 10m FILE", "--retry-backoff: the first pause is longer than the longest "
                        + "(--retry-max-pause); give a longer --retry-max-pause"),
                row("--retry-max-pause 1s FILE", "--retry-max-pause: the first pause is longer than the longest "
                        + "(--retry-max-pause); give a longer --retry-max-pause"),
                row("--stuck-after never FILE", "--stuck-after: 'never' is not a time longer than zero; "
                        + "give one like 30s, 10m or 1h30m"),
                row("--statement-timeout 5m1h FILE", "--statement-timeout: '5m1h' is not a time longer than zero; "
                        + "give one like 30s, 10m or 1h30m"));
    }

    static Stream<Arguments> words() {
        return Stream.of(
                row("--barriers all FILE", "--barriers: 'all' is not one of schema, none"),
                row("--on-interrupt wait FILE", "--on-interrupt: 'wait' is not one of cancel, drain, detach"),
                row("--on-unknown ask FILE", "--on-unknown: 'ask' is not one of run, skip"),
                row("--on-partial undo FILE", "--on-partial: 'undo' is not one of run, skip"),
                row("--on-node-loss wait FILE", "--on-node-loss: 'wait' is not one of stop, continue"),
                row("--output JSON FILE", "--output: 'JSON' is not one of auto, tui, plain, json, quiet"),
                row("--fsync never FILE", "--fsync: 'never' is not one of batch, always"),
                row("--host= FILE", "--host: it is empty; give a value or leave it out"),
                row("--user= FILE", "--user: it is empty; give a value or leave it out"),
                row("FILE", "CLICKHOUSE_DATABASE", " ",
                        "--database: it is empty (from CLICKHOUSE_DATABASE); give a value or leave it out"),
                row("FILE", "CLICKHOUSE_SECURE", "maybe",
                        "--secure: 'maybe' is neither true nor false (from CLICKHOUSE_SECURE); give true or false"),
                row("--valkey-url localhost:6379 FILE",
                        "--valkey-url: the value is not a URL; give one like redis://localhost:6379/0"),
                row("FILE", "VALKEY_URL", "user:hunter2", "--valkey-url: the value is not a URL (from VALKEY_URL); "
                        + "give one like redis://localhost:6379/0"),
                row("--run-id=\u001b FILE", "--run-id: it is not a run id; give up to 200 characters, none of them a "
                        + "control character, with no space at either end"),
                row("--run-id= FILE", "--run-id: it is empty; give a value or leave it out"),
                row("--setting a FILE", "--setting: 'a' has no value; give NAME=VALUE, like max_threads=4"),
                row("--setting =4 FILE",
                        "--setting: '' is not the name of a setting; give NAME=VALUE, like max_threads=4"),
                row("--setting a-b=4 FILE",
                        "--setting: 'a-b' is not the name of a setting; give NAME=VALUE, like max_threads=4"),
                row("--setting a=1 --setting a=2 FILE", "--setting: 'a' is given more than once; give it once"),
                row("--setting query_id=x FILE", "--setting: 'query_id' is set by cqr itself; leave it out"),
                row("--setting database=x FILE", "--setting: 'database' is not a setting; use --database"),
                row("--ca-cert none.pem FILE", "--ca-cert: cannot read 'none.pem': there is no such file"),
                row("--client-key FILE FILE", "--client-key: it needs --client-cert; give both"),
                row("--client-cert FILE FILE", "--client-cert: it needs --client-key; give both"),
                row("--password-file none FILE", "--password-file: cannot read 'none': there is no such file"),
                row("--password=a --password-file FILE FILE",
                        "--password-file: the password is given by --password too; give one of them"),
                row("--password FILE", "--password: there is no terminal to ask for the password; "
                        + "use --password-file or CLICKHOUSE_PASSWORD"),
                row("--config none.properties FILE",
                        "--config: cannot read 'none.properties': there is no such file"),
                row("--config / FILE", "--config: cannot read '/': it is a directory"));
    }

    @ParameterizedTest
    @MethodSource({"syntax", "commands", "numbers", "words"})
    void aMistakeIsOneLine(String commandLine, Map<String, String> environment, String message) {
        String script = CommandLineRun.script(directory).toString();
        String[] args = commandLine.isEmpty() ? new String[0] : commandLine.replace("FILE", script).split(" ");
        var result = new CommandLineRun().env(environment).run(args);
        assertEquals("cqr: " + message + System.lineSeparator(), result.err().replace(script, "FILE"));
        assertEquals("", result.out());
        assertEquals(2, result.exitCode());
        assertNull(result.program().action());
    }

    @Test
    void withoutAHomeTheStateDirectoryMustBeGiven() {
        var result = new CommandLineRun().without("HOME").runOn(CommandLineRun.script(directory));
        assertEquals(
                "cqr: --state-dir: neither XDG_STATE_HOME nor HOME is set, so there is no default; give a directory"
                        + System.lineSeparator(),
                result.err());
    }

    @Test
    void whatTheWiringFindsNamesItsSourceToo() {
        RunOptions options = new CommandLineRun().env("CH_HOST", "a:x").runOn(CommandLineRun.script(directory))
                .options();
        assertEquals("--host: 'a:x' is not a host (from CH_HOST)",
                options.usageError("--host", "'a:x' is not a host").getMessage());
        assertEquals("--port: nobody listens (the default)",
                options.usageError("--port", "nobody listens").getMessage());
    }

    @Test
    void aScriptThatIsNotThereIsNoUsageError() {
        var missing = new CommandLineRun().answering("x").run("--password", directory.resolve("none.sql").toString());
        assertEquals("cqr: cannot read '" + directory.resolve("none.sql") + "': there is no such file"
                + System.lineSeparator(), missing.err());
        assertEquals(1, missing.exitCode());
        var folder = new CommandLineRun().run(directory.toString());
        assertEquals("cqr: cannot read '" + directory + "': it is a directory" + System.lineSeparator(), folder.err());
        assertEquals(1, folder.exitCode());
        assertEquals(0, new CommandLineRun().run("--reset", "none.sql").exitCode(), "the file may be gone by then");
    }

    @Test
    void controlCharactersOfArgumentsDoNotReachTheTerminal() {
        var result = new CommandLineRun().run("--\u001b]0;owned\u0007");
        assertEquals("cqr: unknown option '--\\x1b]0;owned\\x07'. Try 'cqr --help'." + System.lineSeparator(),
                result.err());
    }

    @Test
    void aCommandTakesOptionsBeforeAndBehindItsName() {
        var resolve = new CommandLineRun().run("--verbose", "resolve", "--run-id-is-not", "x");
        assertEquals(2, resolve.exitCode());
        var good = new CommandLineRun().run("--valkey-url", "redis://v", "resolve", "nightly", "--steal-lease", "3",
                "pending");
        assertEquals(new Resolution("nightly", new Resolution.Verdict(3, false)), good.program().resolution());
        assertEquals("redis://v", good.options().checkpoints().valkeyUrl().reveal());
        assertEquals(true, good.options().safety().stealLease());
        var list = new CommandLineRun().run("resolve", "./gone.sql");
        assertEquals(new Resolution("./gone.sql", null), list.program().resolution(), "the file may be gone by then");
        var doctor = new CommandLineRun().answering("secret").run("doctor", "--host", "a,b", "--password");
        assertEquals("", doctor.options().queryFile());
        assertEquals("secret", doctor.options().connection().password().reveal());
        assertEquals("doctor", doctor.program().action());
        assertEquals("x.sql", new CommandLineRun().run("doctor", "x.sql").options().queryFile());
    }

    @Test
    void aFileCanBeNamedLikeACommandOrAnOption() {
        Path file = CommandLineRun.file(directory, "completion", "SELECT 1");
        assertEquals(file.toString(), new CommandLineRun().run(file.toString()).options().queryFile());
        var dashes = new CommandLineRun().run("--", "--x.sql");
        assertEquals("cqr: cannot read '--x.sql': there is no such file" + System.lineSeparator(), dashes.err());
        var at = new CommandLineRun().run("@args");
        assertFalse(at.err().isEmpty(), "a file named @args is a file like any other, not more arguments");
        assertEquals("cqr: cannot read '@args': there is no such file" + System.lineSeparator(), at.err());
    }
}
