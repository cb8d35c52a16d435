package io.github.cqr.adapters.eventlog;

import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.port.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Lines for the start and the end of a process, and pauses between them. Other codecs have their own tests. */
final class EndsCodec implements EventCodec {
    static RunEvent started(String instance, String file) {
        return new RunEvent.RunStarted(1, "1", instance, "g", file, 3, 0, List.of("n1"), 2, 2, null);
    }

    static RunEvent finished(int exitCode) {
        return new RunEvent.RunFinished(exitCode == 0 ? RunOutcome.COMPLETED : RunOutcome.FAILED,
                new Counts(3, 0, 3, 0, 0, 0), Duration.ofSeconds(5), exitCode);
    }

    @Override
    public byte[] encode(Envelope envelope) {
        String event = switch (envelope.event()) {
            case RunEvent.RunStarted e -> "started|" + e.instance() + "|" + e.file();
            case RunEvent.RunFinished e -> "finished|" + e.exitCode() + "|.";
            case RunEvent.Paused e -> "paused|" + e.by() + "|.";
            case RunEvent e -> throw new IllegalArgumentException("no line for " + e);
        };
        return (envelope.seq() + "|" + envelope.at() + "|" + envelope.runId() + "|" + event + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Envelope decode(byte[] line) {
        String[] parts = new String(line, StandardCharsets.UTF_8).strip().split("\\|", -1);
        if (parts.length != 6 || parts[4].contains("\0")) {
            throw new IllegalArgumentException("no six parts of text");
        }
        RunEvent event = switch (parts[3]) {
            case "started" -> started(parts[4], parts[5]);
            case "finished" -> finished(Integer.parseInt(parts[4]));
            default -> new RunEvent.Paused(parts[4]);
        };
        return new Envelope(Long.parseLong(parts[0]), Instant.parse(parts[1]), parts[2], event);
    }
}
