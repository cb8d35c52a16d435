package io.github.cqr.app.wiring;

import io.github.cqr.adapters.local.ThisProcess;
import io.github.cqr.adapters.valkey.LeaseView;
import io.github.cqr.adapters.valkey.ValkeyCheckpointStore;
import io.github.cqr.adapters.valkey.ValkeyFacts;
import io.github.cqr.adapters.valkey.ValkeySettings;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.RunInput.Notice;
import io.github.cqr.domain.run.LeaseTrust;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at Valkey: who answers, how it keeps its data, and who holds the run. */
final class DoctorValkey {
    private static final String NO_RUN = "cqr-doctor";

    private final RunOptions options;

    DoctorValkey(RunOptions options) {
        this.options = options;
    }

    void examine(Consumer<Finding> show) {
        @Nullable
        RunIdentity identity = named() ? RunIdentity.of(options) : null;
        try (ValkeyCheckpointStore store = connect(identity == null ? NO_RUN : identity.runId())) {
            server(store, show);
            if (identity != null) {
                run(store, identity, show);
            }
        } catch (CheckpointStoreException e) {
            show.accept(Finding.fail("valkey", String.valueOf(e.getMessage()),
                    "start it, or give its address with --valkey-url"));
        }
    }

    private boolean named() {
        return !options.queryFile().isEmpty() || options.checkpoints().runId() != null;
    }

    private ValkeyCheckpointStore connect(String runId) {
        try {
            return ValkeyCheckpointStore.connect(ValkeySettings.of(options.checkpoints().valkeyUrl().reveal(), runId,
                    options.checkpoints().ttl()));
        } catch (IllegalArgumentException e) {
            throw options.usageError("--valkey-url", String.valueOf(e.getMessage()));
        }
    }

    private static void server(ValkeyCheckpointStore store, Consumer<Finding> show) {
        ValkeyFacts facts = store.facts();
        Duration uptime = facts.uptime();
        show.accept(Finding.ok("valkey", "at " + facts.server() + ", version "
                + (facts.version().isEmpty() ? "unknown" : facts.version())
                + (uptime == null ? "" : ", up " + DoctorNodes.spoken(uptime))
                + (facts.usedMemory() < 0 ? "" : ", " + memory(facts))));
        List<Notice> notices = store.health();
        notices.forEach(notice -> show.accept(grave(notice)
                ? Finding.fail("valkey", notice.message(), null)
                : Finding.warn("valkey", notice.message(), null)));
        if (notices.isEmpty()) {
            show.accept(Finding.ok("valkey", "it writes its data to disk and deletes no keys when it is full"));
        }
    }

    private static String memory(ValkeyFacts facts) {
        String used = DoctorHost.size(facts.usedMemory()) + " of memory in use";
        return facts.maxMemory() == 0 ? used : used + ", " + DoctorHost.size(facts.maxMemory()) + " at most";
    }

    /** A replica takes no writes, and a disk that cannot be written stops them sooner or later. */
    private static boolean grave(Notice notice) {
        return notice.code().equals("valkey_replica") || notice.code().equals("valkey_disk");
    }

    private static void run(ValkeyCheckpointStore store, RunIdentity identity, Consumer<Finding> show) {
        String subject = "run " + identity.runId();
        Manifest manifest = store.manifest();
        LeaseView lease = store.lease();
        if (manifest == null && lease == null) {
            show.accept(Finding.ok(subject, "it has not begun yet"));
            return;
        }
        if (manifest != null) {
            show.accept(Finding.ok(subject, manifest.completed() + " statements were completed of " + manifest.path()
                    + " on " + String.join(", ", manifest.nodes())));
        }
        if (lease != null) {
            lease(subject, lease, show);
        }
        int open = store.openIntents().size();
        int partial = store.partials().size();
        if (lease != null && !lease.held() && open + partial > 0) {
            show.accept(Finding.warn(subject, open + " statements without an outcome, " + partial + " that left rows",
                    "the next run looks after them; 'cqr resolve " + identity.runId() + "' lists them"));
        }
    }

    private static void lease(String subject, LeaseView lease, Consumer<Finding> show) {
        String who = LeaseTaker.words(lease.holder());
        String last = "renewed " + DoctorNodes.spoken(lease.sinceRenewal()) + " ago";
        if (lease.released()) {
            show.accept(Finding.ok(subject, "nobody holds it; " + who + " ended in order"));
        } else if (!lease.held()) {
            show.accept(
                    Finding.warn(subject, "nobody holds it; " + who + " did not end in order, its lease was " + last,
                            "run it again: what that process left is looked after first"));
        } else if (ThisProcess.isDead(lease.holder())) {
            show.accept(Finding.warn(subject, "held by " + who + ", which is dead", "run it again: it is taken over"));
        } else if (lease.sinceRenewal().compareTo(LeaseTrust.RENEWED_EVERY.multipliedBy(2)) > 0) {
            show.accept(Finding.warn(subject, "held by " + who + ", " + last + ": it may be dead or frozen",
                    "its lease ends in " + DoctorNodes.spoken(lease.expiresIn())));
        } else {
            show.accept(Finding.ok(subject, "held by " + who + ", " + last));
        }
    }
}
