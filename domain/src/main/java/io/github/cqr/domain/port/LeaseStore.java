package io.github.cqr.domain.port;

import io.github.cqr.domain.event.ServerBoot;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lease that keeps a run to one runner at a time. Expiry is by the store's own clock. Thread-safe; every method blocks. */
public interface LeaseStore {
    /**
     * Takes the lease if it is free, expired, this holder's own, or {@code steal}. From then on no write of a former holder is taken.
     *
     * @param holder who takes it
     * @param lasts how long it lasts unless renewed
     * @throws CheckpointStoreException if the store does not answer
     */
    Acquisition acquire(Holder holder, Duration lasts, boolean steal);

    /**
     * Takes the lease from a holder that is known to be dead, without waiting until it expires. A store that may have lost its last writes
     * (it was restarted since the holder's last renewal) may have forgotten that another one took the lease since: then it answers
     * {@link Acquisition.Held} for as long as that one may go on without knowing. It also does so when {@code dead} is not the holder.
     *
     * @param holder who takes it
     * @param lasts how long it lasts unless renewed
     * @throws CheckpointStoreException if the store does not answer
     */
    Acquisition succeed(Holder holder, Duration lasts, Holder dead);

    /**
     * Renews the lease, unless this process owes the store intents or outcomes of what it dispatched: those come first.
     *
     * @param seen the life of each node's server, read before this call
     * @throws CheckpointStoreException if the store does not answer
     */
    Renewal renew(Map<String, ServerBoot> seen, Duration lasts);

    /**
     * Gives the lease back. A clean end says that no intent is open but those of which the record tells, and that nothing of this
     * process can reach a node any more. It is one only where the store has all that it acknowledged: what it has lost is written again
     * first. Then it notes, too, that this process's event log owes nothing.
     *
     * @return false if it could not be given back so
     * @throws CheckpointStoreException if the store does not answer
     */
    boolean release(boolean clean);

    /**
     * A process that holds, or held, the lease.
     *
     * @param instance random name of the process, part of its query ids
     * @param host name of its machine
     * @param bootId id of the machine's boot, empty where it is not known: pids of two boots are never compared
     * @param pidNamespace the namespace that {@code pid} is of, empty where it is not known
     * @param pid process id
     * @param processStart when the process began, by its machine's clock: pids are used again
     * @param since when it took the lease
     */
    record Holder(String instance, String host, String bootId, String pidNamespace, long pid, Instant processStart,
            Instant since) {}

    /** What became of {@link #acquire}. */
    sealed interface Acquisition {
        /**
         * The lease is this process's.
         *
         * @param epoch grows with each holder
         * @param former who held it before, null for a run that is new
         * @param clean the former holder gave it back after a clean end
         * @param sinceRenewal how long ago the former holder renewed it last, by the store's clock
         * @param seen the life of each node's server as of then
         * @param remembers whether all sessions of the former holder are on record: false where the store was restarted or failed over since
         *        that renewal, which can lose a session that was made after it
         */
        record Granted(long epoch, @Nullable Holder former, boolean clean, Duration sinceRenewal,
                Map<String, ServerBoot> seen, boolean remembers) implements Acquisition {
            /** Of a store that has lost nothing. */
            public Granted(long epoch, @Nullable Holder former, boolean clean, Duration sinceRenewal,
                    Map<String, ServerBoot> seen) {
                this(epoch, former, clean, sinceRenewal, seen, true);
            }
        }

        /**
         * Another process holds it.
         *
         * @param expiresIn how long it lasts unless renewed
         * @param renewals how often it was renewed: a number that grows says that its holder lives
         */
        record Held(Holder holder, Duration expiresIn, long renewals) implements Acquisition {}
    }

    /** What became of {@link #renew}. */
    sealed interface Renewal {
        /** It lasts on. */
        record Renewed() implements Renewal {}

        /** Not renewed, as something is owed that must be written first. */
        record Owing() implements Renewal {}

        /** It is another process's, or the run was reset: this process must not dispatch anything any more. */
        record Lost(String message) implements Renewal {}
    }
}
