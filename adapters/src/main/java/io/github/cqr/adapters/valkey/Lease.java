package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.port.LeaseStore.Holder;
import io.github.cqr.domain.port.LeaseStore.Renewal;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * This process's lease of the run, on a connection of its own. It remembers what it had put on record, so that a Valkey that lost its last
 * writes gets it again: the sessions with each renewal, all of it with {@link Scripts#RESTORE}. Thread-safe.
 */
final class Lease {
    private final Calls calls;
    private final Map<String, String> sessions = new ConcurrentHashMap<>();
    private volatile RunKeeper run;
    private long asked;
    private volatile @Nullable String lost;
    private volatile Standing standing = new Standing("", 0, Duration.ZERO, "{}", 0, System.nanoTime());

    Lease(Calls calls, RunKeeper run) {
        this.calls = calls;
        this.run = run;
    }

    /**
     * The lease as it was last seen to be ours.
     *
     * @param holder JSON of its holder, empty before the first acquisition
     * @param renewals number of the last renewal
     * @param renewedNanos when the last renewal was sent, on {@link System#nanoTime()}
     */
    private record Standing(String holder, long epoch, Duration lasts, String seen, long renewals, long renewedNanos) {}

    /** What goes with every write. */
    RunKeeper run() {
        return run;
    }

    /** The run has this generation from now on. */
    void generation(String generation) {
        run = run.of(generation);
    }

    /** See {@link io.github.cqr.domain.port.LeaseStore#acquire}. */
    Acquisition acquire(Holder holder, Duration lasts, boolean steal) {
        return acquire(holder, lasts, steal ? "steal" : "", "");
    }

    /** See {@link io.github.cqr.domain.port.LeaseStore#succeed}. */
    Acquisition succeed(Holder holder, Duration lasts, Holder dead) {
        return acquire(holder, lasts, "", dead.instance());
    }

    private synchronized Acquisition acquire(Holder holder, Duration lasts, String steal, String dead) {
        String writer = UUID.randomUUID().toString();
        String record = LeaseJson.holder(holder);
        long sentAt = System.nanoTime();
        List<String> answer = calls.twice(() -> calls.texts(Scripts.ACQUIRE, run.control(), holder.instance(), writer,
                run.controlSeconds(), record, Long.toString(lasts.toMillis()), steal, dead));
        try {
            if (answer.getFirst().equals("held")) {
                return new Acquisition.Held(LeaseJson.holder(answer.get(1)),
                        Duration.ofMillis(Long.parseLong(answer.get(2))), Long.parseLong(answer.get(3)));
            }
            String former = answer.get(2);
            var granted = new Acquisition.Granted(Long.parseLong(answer.get(1)),
                    former.isEmpty() ? null : LeaseJson.holder(former), answer.get(3).equals("1"),
                    Duration.ofMillis(Math.max(0, Long.parseLong(answer.get(4)))), LeaseJson.seen(answer.get(5)),
                    answer.get(7).equals("1"));
            standing = new Standing(record, granted.epoch(), lasts, "{}", 0, sentAt);
            run = run.held(answer.get(6), writer);
            lost = null;
            return granted;
        } catch (IllegalArgumentException e) {
            throw new CheckpointStoreException("the lease in the key " + run.keys().control() + " in Valkey at "
                    + calls.server() + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** See {@link io.github.cqr.domain.port.LeaseStore#renew}. */
    synchronized Renewal renew(Map<String, ServerBoot> seen, Duration lasts, @Nullable CheckpointWriter writer) {
        String known = lost;
        if (known != null) {
            return new Renewal.Lost(known);
        }
        if (writer != null && writer.owing()) {
            return new Renewal.Owing();
        }
        String record = LeaseJson.seen(seen);
        long sentAt = System.nanoTime();
        String answer = ask(record, lasts, writer);
        if (writer != null && lacks(answer)) {
            answer = writer.mended(() -> ask(record, lasts, writer));
        }
        return switch (answer) {
            case "ok" -> {
                standing = new Standing(standing.holder(), standing.epoch(), lasts, record, asked, sentAt);
                yield new Renewal.Renewed();
            }
            case "replaced", "reset" -> new Renewal.Lost(refusal(answer));
            case "lost" -> writer == null
                    ? new Renewal.Lost(refusal(answer))
                    : new Renewal.Owing();
            default -> new Renewal.Owing();
        };
    }

    /** A write was refused because the run is another process's, or was reset; true the first time. */
    boolean lost(String message) {
        boolean first = lost == null;
        lost = message;
        return first;
    }

    /** Each request has a number of its own: one that was held back on its way must not undo what a later one did. */
    private synchronized String ask(String seen, Duration lasts, @Nullable CheckpointWriter writer) {
        asked++;
        List<String> arguments = new ArrayList<>(List.of(run.generation(), run.writer(), run.controlSeconds(),
                Long.toString(writer == null ? Scripts.NOT_BEGUN : writer.anchor()), Long.toString(asked),
                Long.toString(lasts.toMillis()), seen));
        addSessions(arguments);
        return text(Scripts.RENEW, arguments.toArray(String[]::new));
    }

    private String text(Scripts script, String... arguments) {
        return calls.twice(() -> calls.text(script, run.control(), arguments));
    }

    private String refusal(String word) {
        return PlainWords.ofRefusal(word) + " (Valkey at " + calls.server() + ")";
    }

    private void addSessions(List<String> arguments) {
        sessions.forEach((field, value) -> {
            arguments.add(field);
            arguments.add(value);
        });
    }

    /**
     * See {@link io.github.cqr.domain.port.LeaseStore#release}. A lease that is another's already is left alone.
     *
     * @param writer null for a process that has not begun the run
     */
    synchronized boolean release(boolean clean, @Nullable CheckpointWriter writer) {
        if (!clean || writer == null) {
            return released(clean, Scripts.NOT_BEGUN, "").equals("ok");
        }
        Standing last = standing;
        String mark = Keys.SETTLED + LeaseJson.holder(last.holder()).instance();
        String answer = released(true, writer.anchor(), mark);
        if (lacks(answer)) {
            boolean mended = writer.mended(() -> ask(last.seen(), last.lasts(), writer)).equals("ok");
            answer = mended ? released(true, writer.anchor(), mark) : answer;
        }
        return answer.equals("ok");
    }

    /** Whether a server that answers so may lack something that it acknowledged. */
    private static boolean lacks(String answer) {
        return answer.equals("lost") || answer.startsWith("behind ");
    }

    private String released(boolean clean, long anchor, String mark) {
        return text(Scripts.RELEASE, run.generation(), run.writer(), clean ? "1" : "0", Long.toString(anchor), mark);
    }

    /** See {@link io.github.cqr.domain.port.SessionRegistry#register}. */
    boolean register(Registered session) {
        String field = Keys.session(session.sessionId());
        String value = LeaseJson.session(session);
        String answer = text(Scripts.REGISTER, run.generation(), run.writer(), field, value);
        if (answer.equals("lost")) {
            throw calls.refused(answer); // until a renewal has written the record again
        }
        if (!answer.equals("ok")) {
            return false;
        }
        sessions.put(field, value);
        return true;
    }

    /** See {@link io.github.cqr.domain.port.SessionRegistry#forget}. */
    void forget(String sessionId) {
        String field = Keys.session(sessionId);
        sessions.remove(field);
        String answer = text(Scripts.FORGET, run.generation(), run.writer(), field);
        if (!answer.equals("ok")) {
            throw calls.refused(answer);
        }
    }

    /** ARGV of {@link Scripts#RESTORE} after the first nine. Does not block. */
    List<String> restoreArguments() {
        Standing last = standing;
        long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - last.renewedNanos());
        List<String> arguments = new ArrayList<>(List.of(last.holder(), Long.toString(last.epoch()),
                Long.toString(last.lasts().toMillis()), Long.toString(age), Long.toString(last.renewals()),
                last.seen()));
        addSessions(arguments);
        return arguments;
    }
}
