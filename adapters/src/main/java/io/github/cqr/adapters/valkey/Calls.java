package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.CheckpointStoreException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls that the caller waits for, on one connection; whatever goes wrong becomes one sentence. */
final class Calls {
    private final Link.Slot slot;
    private final ValkeyAddress address;
    private final String server;
    private final Duration timeout;

    Calls(Link link, Duration timeout) {
        this.slot = link.slot();
        this.address = link.address();
        this.server = link.address().display();
        this.timeout = timeout;
    }

    /** The server, for messages. */
    String server() {
        return server;
    }

    /**
     * Commands on an open connection.
     *
     * @throws CheckpointStoreException if there is none
     */
    RedisAsyncCommands<String, String> commands() {
        try {
            return slot.connection(timeout).async();
        } catch (RedisException | TimeoutException e) {
            throw failure("cannot use", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * The answer.
     *
     * @throws CheckpointStoreException if there is none in time, or it is an error
     */
    <T extends @Nullable Object> T await(RedisFuture<T> answer) {
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure("error from", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | CancellationException e) {
            slot.discard();
            throw failure("error from", e);
        } catch (InterruptedException e) {
            slot.discard();
            throw interrupted(e);
        }
    }

    /** Runs a script that answers with a text. */
    String text(Scripts script, String[] keys, String... arguments) {
        RedisFuture<String> answer = commands().eval(script.text(), ScriptOutputType.VALUE, keys, arguments);
        return await(answer);
    }

    /** Runs a script that answers with a list of texts. */
    List<String> texts(Scripts script, String[] keys, String... arguments) {
        RedisFuture<List<String>> answer = commands().eval(script.text(), ScriptOutputType.MULTI, keys, arguments);
        return await(answer);
    }

    /** Makes a call that may be made twice: a connection that broke while it was idle is no outage, and another one is tried. */
    <T> T twice(Supplier<T> call) {
        try {
            return call.get();
        } catch (CheckpointStoreException e) {
            Throwable cause = e.getCause();
            if (cause == null || !PlainWords.of(cause).equals(PlainWords.CLOSED)) {
                throw e;
            }
            slot.discard();
            return call.get();
        }
    }

    /** The script refused with one of the words of {@link Scripts}. */
    CheckpointStoreException refused(String word) {
        return new CheckpointStoreException(PlainWords.ofRefusal(word) + " (Valkey at " + server + ")", null);
    }

    private CheckpointStoreException failure(String what, Throwable cause) {
        String words = PlainWords.of(cause);
        return new CheckpointStoreException(what + " Valkey at " + server + ": " + words + address.hint(words), cause);
    }

    private CheckpointStoreException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CheckpointStoreException("interrupted while waiting for Valkey at " + server, e);
    }
}
