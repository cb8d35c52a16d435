package io.github.cqr.adapters.jsonlines;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.cqr.adapters.jsonlines.JsonEventCodec.SqlText;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.mask.SecretMask;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes one event as the fields of one JSON object. {@link EventReader} is its inverse. */
record EventWriter(SqlText sqlText) {
    /** Characters of a statement that {@link SqlText#HEAD} writes. */
    static final int HEAD_LENGTH = 200;

    private static final Map<Enum<?>, String> WORDS = new ConcurrentHashMap<>();

    void write(JsonGenerator json, Envelope envelope) throws IOException {
        RunEvent event = envelope.event();
        json.writeStartObject();
        json.writeStringField("event", name(event));
        json.writeNumberField("seq", envelope.seq());
        instant(json, "at", envelope.at());
        text(json, "run_id", envelope.runId());
        if (event instanceof RunEvent.OfStatement e) {
            statement(json, e.statement());
        }
        if (event instanceof RunEvent.OfAttempt e) {
            attempt(json, e.attempt());
        }
        fields(json, event);
        json.writeEndObject();
    }

    /** The {@code event} field. These names never change. */
    static String name(RunEvent event) {
        return switch (event) {
            case RunEvent.RunStarted _ -> "run_started";
            case RunEvent.Skipped _ -> "skipped";
            case RunEvent.Dispatched _ -> "dispatched";
            case RunEvent.Adopted _ -> "adopted";
            case RunEvent.Progress _ -> "progress";
            case RunEvent.Completed _ -> "completed";
            case RunEvent.Failed _ -> "failed";
            case RunEvent.RetryScheduled _ -> "retry_scheduled";
            case RunEvent.Cancelled _ -> "cancelled";
            case RunEvent.Detached _ -> "detached";
            case RunEvent.Withdrawn _ -> "withdrawn";
            case RunEvent.OutcomeUnknown _ -> "outcome_unknown";
            case RunEvent.CancelRequested _ -> "cancel_requested";
            case RunEvent.StatementSlow _ -> "statement_slow";
            case RunEvent.StatementStuck _ -> "statement_stuck";
            case RunEvent.Paused _ -> "paused";
            case RunEvent.Resumed _ -> "resumed";
            case RunEvent.ConcurrencyChanged _ -> "concurrency_changed";
            case RunEvent.NodeLost _ -> "node_lost";
            case RunEvent.NodeReturned _ -> "node_returned";
            case RunEvent.NodeIdentified _ -> "node_identified";
            case RunEvent.CheckpointDegraded _ -> "checkpoint_degraded";
            case RunEvent.CheckpointRestored _ -> "checkpoint_restored";
            case RunEvent.EventLogDegraded _ -> "event_log_degraded";
            case RunEvent.Warning _ -> "warning";
            case RunEvent.StopRequested _ -> "stop_requested";
            case RunEvent.RunFinished _ -> "run_finished";
        };
    }

    private void fields(JsonGenerator json, RunEvent event) throws IOException {
        switch (event) {
            case RunEvent.RunStarted e -> started(json, e);
            case RunEvent.Skipped _ -> {
            }
            case RunEvent.Dispatched e -> dispatched(json, e);
            case RunEvent.Adopted e -> instant(json, "started_at", e.startedAt());
            case RunEvent.Progress e -> {
                counters(json, "read_rows", e.counters());
                millis(json, "elapsed_ms", e.elapsed());
            }
            case RunEvent.OfEnd e -> end(json, e);
            case RunEvent.CancelRequested e -> text(json, "reason", e.reason());
            case RunEvent.StatementSlow e -> millis(json, "elapsed_ms", e.elapsed());
            case RunEvent.StatementStuck e -> millis(json, "still_ms", e.still());
            case RunEvent.Paused e -> text(json, "by", e.by());
            case RunEvent.Resumed e -> text(json, "by", e.by());
            case RunEvent.ConcurrencyChanged e -> {
                json.writeNumberField("concurrency", e.concurrency());
                text(json, "by", e.by());
            }
            case RunEvent.NodeLost e -> {
                text(json, "node", e.node());
                text(json, "message", e.message());
            }
            case RunEvent.NodeReturned e -> text(json, "node", e.node());
            case RunEvent.NodeIdentified e -> {
                text(json, "node", e.node());
                server(json, e.server());
            }
            case RunEvent.CheckpointDegraded e -> text(json, "message", e.message());
            case RunEvent.CheckpointRestored e -> millis(json, "outage_ms", e.outage());
            case RunEvent.EventLogDegraded e -> text(json, "message", e.message());
            case RunEvent.Warning e -> {
                text(json, "code", e.code());
                text(json, "message", e.message());
                optional(json, "node", e.node());
            }
            case RunEvent.StopRequested e -> {
                word(json, "reason", e.reason());
                text(json, "message", e.message());
            }
            case RunEvent.RunFinished e -> finished(json, e);
        }
    }

    private void dispatched(JsonGenerator json, RunEvent.Dispatched e) throws IOException {
        optional(json, "sql", e.sql() == null ? null : switch (sqlText) {
            case HASH -> null;
            case HEAD -> SecretMask.head(e.sql(), HEAD_LENGTH);
            case FULL -> SecretMask.sql(e.sql());
        });
        Duration timeout = e.timeout();
        if (timeout != null) {
            millis(json, "timeout_ms", timeout);
        }
        ServerBoot server = e.server();
        if (server != null) {
            server(json, server);
        }
        if (!e.traced()) {
            json.writeBooleanField("traced", false);
        }
    }

    private static void server(JsonGenerator json, ServerBoot server) throws IOException {
        text(json, "server_id", server.serverId());
        instant(json, "server_booted_at", server.bootedAt());
    }

    private static void left(JsonGenerator json, Leftover left) throws IOException {
        switch (left) {
            case Leftover.Nothing _ -> json.writeStringField("left", "nothing");
            case Leftover.Rows rows -> {
                json.writeStringField("left", "rows");
                json.writeNumberField("left_rows", rows.rows());
                json.writeBooleanField("left_exact", rows.exact());
                json.writeObjectFieldStart("left_tables");
                for (Map.Entry<String, Long> table : new TreeMap<>(rows.byTable()).entrySet()) {
                    json.writeNumberField(JsonText.wellFormed(table.getKey()), table.getValue());
                }
                json.writeEndObject();
            }
            case Leftover.Unknown unknown -> {
                json.writeStringField("left", "unknown");
                text(json, "left_reason", unknown.why());
            }
        }
    }

    private static void end(JsonGenerator json, RunEvent.OfEnd event) throws IOException {
        switch (event) {
            case RunEvent.Completed e -> ended(json, e.counters(), e.startedAt(), e.elapsed());
            case RunEvent.Failed e -> {
                failure(json, e.failure());
                left(json, e.left());
                ended(json, e.counters(), e.startedAt(), e.elapsed());
            }
            case RunEvent.RetryScheduled e -> {
                failure(json, e.failure());
                left(json, e.left());
                millis(json, "delay_ms", e.delay());
                ended(json, e.counters(), e.startedAt(), e.elapsed());
            }
            case RunEvent.Detached e -> text(json, "reason", e.reason());
            case RunEvent.Cancelled e -> {
                text(json, "message", e.message());
                left(json, e.left());
                ended(json, e.counters(), e.startedAt(), e.elapsed());
            }
            case RunEvent.Withdrawn e -> text(json, "reason", e.reason());
            case RunEvent.OutcomeUnknown e -> {
                text(json, "reason", e.reason());
                instant(json, "started_at", e.startedAt());
                millis(json, "elapsed_ms", e.elapsed());
            }
        }
    }

    private static void started(JsonGenerator json, RunEvent.RunStarted e) throws IOException {
        json.writeNumberField("schema_version", e.schemaVersion());
        text(json, "version", e.version());
        text(json, "instance", e.instance());
        text(json, "generation", e.generation());
        text(json, "file", e.file());
        json.writeNumberField("total", e.total());
        json.writeNumberField("skipped", e.skipped());
        json.writeArrayFieldStart("nodes");
        for (String node : e.nodes()) {
            json.writeString(JsonText.wellFormed(node));
        }
        json.writeEndArray();
        json.writeNumberField("concurrency", e.concurrency());
        json.writeNumberField("per_node", e.perNode());
        optional(json, "database", e.database());
        if (e.fromLog()) {
            json.writeBooleanField("from_log", true);
        }
    }

    private static void finished(JsonGenerator json, RunEvent.RunFinished e) throws IOException {
        Counts counts = e.counts();
        word(json, "outcome", e.outcome());
        json.writeNumberField("total", counts.total());
        json.writeNumberField("skipped", counts.skipped());
        json.writeNumberField("completed", counts.completed());
        json.writeNumberField("failed", counts.failed());
        json.writeNumberField("cancelled", counts.cancelled());
        json.writeNumberField("unknown", counts.unknown());
        json.writeNumberField("remaining", counts.remaining());
        millis(json, "elapsed_ms", e.elapsed());
        json.writeNumberField("exit_code", e.exitCode());
    }

    private static void failure(JsonGenerator json, Failure failure) throws IOException {
        json.writeStringField("failure", switch (failure) {
            case Failure.Server _ -> "server";
            case Failure.Connection _ -> "connection";
            case Failure.TimedOut _ -> "timed_out";
        });
        json.writeNumberField("code", failure.code());
        text(json, "name", failure.name());
        text(json, "message", failure.message());
        if (failure instanceof Failure.TimedOut timedOut) {
            millis(json, "timeout_ms", timedOut.limit());
        }
    }

    private static void ended(JsonGenerator json, Counters counters, Instant startedAt, Duration elapsed)
            throws IOException {
        counters(json, "rows_read", counters);
        instant(json, "started_at", startedAt);
        millis(json, "elapsed_ms", elapsed);
    }

    /** @param read a finished statement's rows read are called as in the checkpoint, PRD section 2 */
    private static void counters(JsonGenerator json, String read, Counters c) throws IOException {
        json.writeNumberField(read, c.readRows());
        json.writeNumberField("total_rows", c.totalRows());
        json.writeNumberField("read_bytes", c.readBytes());
        json.writeNumberField("written_rows", c.writtenRows());
        json.writeNumberField("memory_bytes", c.memoryBytes());
    }

    private static void statement(JsonGenerator json, StatementRef ref) throws IOException {
        json.writeNumberField("ordinal", ref.ordinal());
        json.writeNumberField("line", ref.line());
        text(json, "hash", ref.hash());
        if (ref.occurrence() > 1) {
            json.writeNumberField("occurrence", ref.occurrence());
        }
        word(json, "kind", ref.kind());
        optional(json, "statement_name", ref.name());
    }

    private static void attempt(JsonGenerator json, Attempt attempt) throws IOException {
        text(json, "node", attempt.node());
        text(json, "query_id", attempt.queryId());
        json.writeNumberField("attempt", attempt.number());
        if (attempt.undoes()) {
            json.writeNumberField("undo", attempt.undo());
        }
    }

    private static void text(JsonGenerator json, String field, String value) throws IOException {
        json.writeStringField(field, JsonText.wellFormed(value));
    }

    private static void optional(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null) {
            text(json, field, value);
        }
    }

    private static void word(JsonGenerator json, String field, Enum<?> value) throws IOException {
        json.writeStringField(field, WORDS.computeIfAbsent(value, word -> word.name().toLowerCase(Locale.ROOT)));
    }

    private static void instant(JsonGenerator json, String field, Instant at) throws IOException {
        json.writeStringField(field, JsonText.instant(at));
    }

    private static void millis(JsonGenerator json, String field, Duration duration) throws IOException {
        json.writeFieldName(field);
        if (duration.getNano() % 1_000_000 == 0 && Math.abs(duration.getSeconds()) < 1L << 50) {
            json.writeNumber(duration.toMillis());
        } else {
            json.writeNumber(JsonText.millis(duration));
        }
    }
}
