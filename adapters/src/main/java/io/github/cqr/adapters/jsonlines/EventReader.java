package io.github.cqr.adapters.jsonlines;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes an event of the fields of one JSON object; fields that it does not know are passed over. The inverse of {@link EventWriter}. */
final class EventReader {
    private static final Map<String, StatementKind> KINDS = Arrays.stream(StatementKind.values())
            .collect(Collectors.toUnmodifiableMap(kind -> kind.name().toLowerCase(Locale.ROOT), kind -> kind));

    private final LineFields fields;

    private EventReader(LineFields fields) {
        this.fields = fields;
    }

    /**
     * The event, or null when its kind is not known.
     *
     * @throws IllegalArgumentException if a field is missing or of the wrong type
     */
    static @Nullable Envelope read(LineFields fields) {
        return new EventReader(fields).envelope();
    }

    private @Nullable Envelope envelope() {
        RunEvent event = event(text("event"));
        return event == null ? null : new Envelope(number("seq"), instant("at"), text("run_id"), event);
    }

    private @Nullable RunEvent event(String name) {
        return switch (name) {
            case "run_started" -> started();
            case "skipped" -> new RunEvent.Skipped(statement());
            case "dispatched" -> new RunEvent.Dispatched(statement(), attempt(), optional("sql"), SessionContext.EMPTY,
                    fields.has("timeout_ms") ? millis("timeout_ms") : null, fields.has("server_id") ? server() : null,
                    fields.flag("traced", true));
            case "adopted" -> new RunEvent.Adopted(statement(), attempt(), instant("started_at"));
            case "progress" ->
                new RunEvent.Progress(statement(), attempt(), counters("read_rows"), millis("elapsed_ms"));
            case "completed" -> new RunEvent.Completed(statement(), attempt(), counters("rows_read"),
                    instant("started_at"), millis("elapsed_ms"));
            case "failed" -> new RunEvent.Failed(statement(), attempt(), failure(), counters("rows_read"), left(),
                    instant("started_at"), millis("elapsed_ms"));
            case "cancelled" -> new RunEvent.Cancelled(statement(), attempt(), text("message"), counters("rows_read"),
                    left(), instant("started_at"), millis("elapsed_ms"));
            case "retry_scheduled" -> new RunEvent.RetryScheduled(statement(), attempt(), failure(),
                    counters("rows_read"), left(), instant("started_at"), millis("elapsed_ms"), millis("delay_ms"));
            case "detached" -> new RunEvent.Detached(statement(), attempt(), text("reason"));
            case "statement_slow" -> new RunEvent.StatementSlow(statement(), attempt(), millis("elapsed_ms"));
            case "statement_stuck" -> new RunEvent.StatementStuck(statement(), attempt(), millis("still_ms"));
            case "withdrawn" -> new RunEvent.Withdrawn(statement(), attempt(), text("reason"));
            case "outcome_unknown" -> new RunEvent.OutcomeUnknown(statement(), attempt(), text("reason"),
                    instant("started_at"), millis("elapsed_ms"));
            case "cancel_requested" -> new RunEvent.CancelRequested(statement(), attempt(), text("reason"));
            default -> eventOfTheRun(name);
        };
    }

    private @Nullable RunEvent eventOfTheRun(String name) {
        return switch (name) {
            case "paused" -> new RunEvent.Paused(text("by"));
            case "resumed" -> new RunEvent.Resumed(text("by"));
            case "concurrency_changed" -> new RunEvent.ConcurrencyChanged(integer("concurrency"), text("by"));
            case "node_lost" -> new RunEvent.NodeLost(text("node"), text("message"));
            case "node_returned" -> new RunEvent.NodeReturned(text("node"));
            case "node_identified" -> new RunEvent.NodeIdentified(text("node"), server());
            case "checkpoint_degraded" -> new RunEvent.CheckpointDegraded(text("message"));
            case "checkpoint_restored" -> new RunEvent.CheckpointRestored(millis("outage_ms"));
            case "event_log_degraded" -> new RunEvent.EventLogDegraded(text("message"));
            case "warning" -> new RunEvent.Warning(text("code"), text("message"), optional("node"));
            case "stop_requested" -> new RunEvent.StopRequested(word("reason", StopReason.class), text("message"));
            case "run_finished" -> new RunEvent.RunFinished(word("outcome", RunOutcome.class), counts(),
                    millis("elapsed_ms"), integer("exit_code"));
            default -> null; // written by a newer version
        };
    }

    private ServerBoot server() {
        return new ServerBoot(text("server_id"), instant("server_booted_at"));
    }

    /** Lines of the first builds of this version do not tell what stayed. */
    private Leftover left() {
        String word = optional("left");
        return switch (word) {
            case null -> new Leftover.Unknown("not recorded");
            case "nothing" -> Leftover.nothing();
            case "rows" -> {
                Map<String, Long> tables = new HashMap<>();
                fields.tree("left_tables").properties()
                        .forEach(table -> tables.put(table.getKey(), table.getValue().asLong()));
                yield new Leftover.Rows(number("left_rows"), fields.flag("left_exact", false), tables);
            }
            default -> new Leftover.Unknown(text("left_reason"));
        };
    }

    private RunEvent started() {
        List<String> nodes = new ArrayList<>();
        fields.tree("nodes").forEach(element -> nodes.add(element.asText()));
        return new RunEvent.RunStarted(integer("schema_version"), text("version"), text("instance"), text("generation"),
                text("file"),
                integer("total"), integer("skipped"), List.copyOf(nodes), integer("concurrency"), integer("per_node"),
                optional("database"), fields.flag("from_log", false));
    }

    private StatementRef statement() {
        return new StatementRef(integer("ordinal"), number("line"), text("hash"),
                fields.has("occurrence") ? integer("occurrence") : 1, kind(), optional("statement_name"));
    }

    /** A kind of a newer version is none that this one treats in a special way. */
    private StatementKind kind() {
        return KINDS.getOrDefault(text("kind"), StatementKind.OTHER);
    }

    private Attempt attempt() {
        return new Attempt(integer("attempt"), text("node"), text("query_id"),
                fields.has("undo") ? integer("undo") : 0);
    }

    private Counters counters(String read) {
        return new Counters(number(read), number("total_rows"), number("read_bytes"), number("written_rows"),
                number("memory_bytes"));
    }

    private Counts counts() {
        return new Counts(integer("total"), integer("skipped"), integer("completed"), integer("failed"),
                integer("cancelled"), integer("unknown"));
    }

    private Failure failure() {
        return switch (text("failure")) {
            case "server" -> new Failure.Server(integer("code"), text("name"), text("message"));
            case "connection" -> new Failure.Connection(text("message"));
            case "timed_out" -> new Failure.TimedOut(millis("timeout_ms"), text("message"));
            default -> throw new IllegalArgumentException("its failure is of an unknown sort");
        };
    }

    private <E extends Enum<E>> E word(String name, Class<E> type) {
        String word = text(name);
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(word)) {
                return value;
            }
        }
        throw new IllegalArgumentException("its field " + name + " holds an unknown word");
    }

    private Instant instant(String name) {
        try {
            return JsonText.instant(text(name));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("its field " + name + " is no time", e);
        }
    }

    private Duration millis(String name) {
        try {
            return fields.millis(name);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("its field " + name + " is too large", e);
        }
    }

    private String text(String name) {
        return fields.text(name);
    }

    private @Nullable String optional(String name) {
        return fields.hasNonNull(name) ? fields.text(name) : null;
    }

    private int integer(String name) {
        long value = fields.number(name);
        if (value != (int) value) {
            throw new IllegalArgumentException("its field " + name + " is too large");
        }
        return (int) value;
    }

    private long number(String name) {
        return fields.number(name);
    }
}
