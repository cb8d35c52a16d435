package io.github.cqr.adapters.valkey;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Carries writes to Valkey, many in one flush, in order. One thread at a time. */
final class Pipe {
    private final Link.Slot slot;
    private final RunKeeper run;
    private final Numbers numbers;
    private @Nullable StatefulRedisConnection<String, String> prepared;
    private String digest = "";

    Pipe(Link.Slot slot, RunKeeper run, Numbers numbers) {
        this.slot = slot;
        this.run = run;
        this.numbers = numbers;
    }

    /** Why not all was written. */
    sealed interface Trouble {
        /** The server cannot be reached, or does not answer; what was sent may still take effect. */
        record Unreachable(String message) implements Trouble {}

        /** The server answers that it will not. */
        record Refused(String message) implements Trouble {}

        /** The run is another process's now, or was reset: no write of this process will ever be taken again. */
        record Replaced(String message) implements Trouble {}

        /** The run's control hash is gone. */
        record Lost() implements Trouble {}

        /** The server has no write after {@code last}, though it acknowledged some. */
        record Behind(long last) implements Trouble {}
    }

    /**
     * What became of a list of writes.
     *
     * @param acknowledged how many, counted from the first, Valkey has
     * @param trouble why not all, null if all
     */
    record Result(int acknowledged, @Nullable Trouble trouble) {}

    /**
     * Sends these writes and waits for all answers.
     *
     * @param anchor sequence number of the write before the first
     * @param deadline on {@link System#nanoTime()}, after which it waits no more
     */
    Result write(List<Write> writes, long anchor, long deadline) {
        int done = 0;
        try {
            StatefulRedisConnection<String, String> connection = connection(deadline);
            List<RedisFuture<String>> answers = new ArrayList<>(writes.size());
            long prev = anchor;
            for (Write write : writes) {
                answers.add(connection.async().evalsha(digest, ScriptOutputType.VALUE,
                        new String[]{run.keys().control(), write.outcomeKey()},
                        run.arguments(write, numbers.of(prev), numbers.of(write.seq()))));
                prev = write.seq();
            }
            connection.flushCommands();
            for (RedisFuture<String> answer : answers) {
                Trouble trouble = trouble(await(answer, deadline));
                if (trouble != null) {
                    return new Result(done, trouble);
                }
                done++;
            }
            return new Result(done, null);
        } catch (TimeoutException | RedisException | InterruptedException e) {
            return new Result(done, broken(e));
        }
    }

    /**
     * Writes the manifest, the lease and the sessions again where they were lost; null if it could be done.
     *
     * @param arguments of {@link Scripts#RESTORE}
     */
    @Nullable
    Trouble restore(String[] arguments, long deadline) {
        return once(Scripts.RESTORE, arguments, deadline);
    }

    /** Sets the count of completed statements as of the write {@code anchor}; null if it could be done. */
    @Nullable
    Trouble count(long completed, long anchor, long deadline) {
        return once(Scripts.COUNT, new String[]{run.generation(), run.writer(), Long.toString(completed),
                Long.toString(numbers.of(anchor))}, deadline);
    }

    private @Nullable Trouble once(Scripts script, String[] arguments, long deadline) {
        try {
            StatefulRedisConnection<String, String> connection = connection(deadline);
            RedisFuture<String> answer = connection.async().eval(script.text(), ScriptOutputType.VALUE, run.control(),
                    arguments);
            connection.flushCommands();
            return trouble(await(answer, deadline));
        } catch (TimeoutException | RedisException | InterruptedException e) {
            return broken(e);
        }
    }

    /** Throws the connection away. */
    void close() {
        slot.discard();
    }

    private StatefulRedisConnection<String, String> connection(long deadline)
            throws TimeoutException, InterruptedException {
        StatefulRedisConnection<String, String> connection = slot.connection(left(deadline));
        if (!connection.equals(prepared)) {
            connection.setAutoFlushCommands(false);
            RedisFuture<String> loaded = connection.async().scriptLoad(Scripts.WRITE.text());
            connection.flushCommands();
            digest = await(loaded, deadline);
            prepared = connection;
        }
        return connection;
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    private static String await(RedisFuture<String> answer, long deadline)
            throws TimeoutException, InterruptedException {
        try {
            return answer.get(left(deadline).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RedisException cause ? cause : new RedisException(e.getCause());
        } catch (java.util.concurrent.CancellationException e) {
            throw new RedisException("connection closed", e);
        }
    }

    private @Nullable Trouble trouble(String answer) {
        return switch (answer) {
            case "ok" -> null;
            case "lost" -> new Trouble.Lost();
            case "reset", "replaced" -> new Trouble.Replaced(PlainWords.ofRefusal(answer));
            default -> new Trouble.Behind(behind(answer));
        };
    }

    /** Which write of this writer's is the last one that is there, by {@code behind N}. */
    long behind(String answer) {
        return numbers.back(Long.parseLong(answer.substring("behind ".length())));
    }

    /** An error that the server sent leaves the connection usable; any other does not. */
    private Trouble broken(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (e instanceof RedisNoScriptException) {
            prepared = null; // the scripts were flushed: loaded again by the next try
            return new Trouble.Unreachable("it has forgotten its scripts");
        }
        if (e instanceof RedisCommandExecutionException) {
            return new Trouble.Refused(PlainWords.of(e));
        }
        slot.discard();
        prepared = null;
        return new Trouble.Unreachable(PlainWords.of(e));
    }
}
