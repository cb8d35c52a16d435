package io.github.cqr.app.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.adapters.local.ThisProcess;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.Streams;
import io.github.cqr.app.cli.Surroundings;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.LeaseStore;
import io.github.cqr.domain.port.TimeSource.Now;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseTakerTest {
    private static final Instant START = Instant.parse("2026-02-09T14:30:00Z");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Console console = new Console(new Surroundings(Map.of(), streams(), _ -> Optional.empty(),
            InstantSource.fixed(START), ZoneOffset.UTC), false, true);
    private final Store store = new Store();
    private Duration waited = Duration.ZERO;

    private Streams streams() {
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Streams(out, out, () -> false, () -> false);
    }

    /** A lease that somebody holds, on a server that may have been restarted since. Time passes where the taker waits. */
    private final class Store implements LeaseStore {
        private Holder holder = living();
        private Duration expiresIn = Duration.ofSeconds(60);
        private Duration restartedAgo = Duration.ofDays(1);
        private boolean restarted;
        private boolean renewing;

        @Override
        public Acquisition acquire(Holder taker, Duration lasts, boolean steal) {
            return steal || left(expiresIn).isZero() ? granted(taker) : held(left(expiresIn));
        }

        @Override
        public Acquisition succeed(Holder taker, Duration lasts, Holder dead) {
            Duration young = restarted ? left(lasts.minus(restartedAgo)) : Duration.ZERO;
            return dead.equals(holder) && young.isZero() ? granted(taker) : held(young);
        }

        private Duration left(Duration from) {
            Duration left = from.minus(waited);
            return left.isNegative() ? Duration.ZERO : left;
        }

        private Acquisition held(Duration left) {
            return new Acquisition.Held(holder, left, renewing ? waited.toSeconds() / 10 : 0);
        }

        private Acquisition granted(Holder taker) {
            Holder former = holder;
            holder = taker;
            return new Acquisition.Granted(2, former, false, waited, Map.of());
        }

        @Override
        public Renewal renew(Map<String, ServerBoot> seen, Duration lasts) {
            return new Renewal.Renewed();
        }

        @Override
        public boolean release(boolean clean) {
            expiresIn = Duration.ZERO;
            return true;
        }
    }

    private static LeaseStore.Holder living() {
        return ThisProcess.holder("first", START);
    }

    /** A process of this machine that ended. */
    private static LeaseStore.Holder dead() throws Exception {
        Process process = new ProcessBuilder("true").start();
        assertEquals(0, process.waitFor());
        LeaseStore.Holder of = living();
        return new LeaseStore.Holder(of.instance(), of.host(), of.bootId(), of.pidNamespace(), process.pid(), START,
                START);
    }

    private LeaseTaker.Taken take(boolean steal) {
        return new LeaseTaker(store, "r", console, () -> new Now(START.plus(waited), waited.toNanos()),
                time -> waited = waited.plus(time)).take(ThisProcess.holder("second", START), steal);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aHolderThatIsSilentIsWaitedFor() {
        take(false);
        assertEquals(Duration.ofSeconds(60), waited);
        assertTrue(said().contains("its lease expires in 60 s") && said().contains("its lease expires in 10 s"),
                said());
    }

    @Test
    void aHolderThatRenewsKeepsTheRun() {
        store.renewing = true;
        var refused = assertThrows(RunHeldException.class, () -> take(false));
        assertTrue(String.valueOf(refused.getMessage()).contains("is being worked on by process"), refused.toString());
    }

    @Test
    void aDeadProcessOfThisMachineIsSucceededAtOnce() throws Exception {
        store.holder = dead();
        take(false);
        assertEquals(Duration.ZERO, waited);
        assertTrue(said().contains("took run r over from process"), said());
    }

    @Test
    void whoeverARestartedValkeyMayHaveForgottenIsGivenTheTimeToFindOut() throws Exception {
        store.holder = dead();
        store.restarted = true;
        store.restartedAgo = Duration.ofSeconds(15);
        take(false);
        assertEquals(Duration.ofSeconds(45), waited);
        assertTrue(said().contains("Valkey was restarted since and may have lost its last writes: in 45 s"), said());
        assertTrue(said().contains(": in 5 s"), "it counts down\n" + said());
    }

    @Test
    void oneThatWasRestartedLongAgoIsBelieved() throws Exception {
        store.holder = dead();
        store.restarted = true;
        take(false);
        assertEquals(Duration.ZERO, waited);
    }

    @Test
    void whoKnowsBetterDoesNotWait() throws Exception {
        store.holder = dead();
        store.restarted = true;
        store.restartedAgo = Duration.ZERO;
        take(true);
        assertEquals(Duration.ZERO, waited);
    }
}
