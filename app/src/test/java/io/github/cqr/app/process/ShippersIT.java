package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.cqr.fixtures.server.LogShipper;
import io.github.cqr.fixtures.server.LogShippers;
import io.github.cqr.fixtures.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of examples/shippers for rsyslog and syslog-ng, given to the programs themselves. */
class ShippersIT {
    private static final Servers SERVERS = Servers.shared();
    private static final String PROBLEM = ".*(\"severity_number\":1[37]|\"log\\.level\":\"(warn|error)\").*";

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");
    private Path events = directory;
    private Path work = directory;

    @BeforeEach
    void start() throws IOException {
        cqr = Cqr.on(SERVERS, directory);
        Cqr.table(SERVERS, cqr.database());
        events = directory.resolve("log");
        work = Files.createDirectory(directory.resolve("work"));
    }

    private Path problems() {
        return directory.resolve("problems.jsonl");
    }

    /** What both samples have in common. */
    private ShipperSample sample(String name) throws IOException {
        return ShipperSample.of(name).with("/var/log/cqr-problems.jsonl", problems().toString())
                .with("/var/log/cqr", events.toString()).with("logs.example.com", "127.0.0.1");
    }

    private void assertDelivers(LogShipper shipper, LogServer server, String format) throws IOException {
        List<String> written = new ShippedRun(cqr, events, format, server::lines).through(shipper);
        ShippedRun.assertSame(written, server.lines());
        List<String> grave = written.stream().filter(line -> line.matches(PROBLEM)).toList();
        assertFalse(grave.isEmpty(), "a run that failed has told of no error");
        ShippedRun.assertSame(grave, Files.readAllLines(problems()));
    }

    @Test
    void rsyslogDeliversEveryEventOnce() throws IOException {
        try (LogServer server = LogServer.tcp();
                LogShipper rsyslog = LogShippers.rsyslog(
                        sample("rsyslog.conf").with("/var/lib/rsyslog", work.toString())
                                .with("port=\"6514\"", "port=\"" + server.port() + "\"").writeTo(directory),
                        work)) {
            assertDelivers(rsyslog, server, "otel");
        }
    }

    @Test
    void syslogNgDeliversEveryEventOnceInElasticsNames() throws IOException {
        try (LogServer server = LogServer.tcp();
                LogShipper syslogNg = LogShippers.syslogNg(
                        sample("syslog-ng.conf").with("/var/lib/syslog-ng", work.toString())
                                .with("port(6514)", "port(" + server.port() + ")").writeTo(directory),
                        work)) {
            assertDelivers(syslogNg, server, "ecs");
        }
    }
}
