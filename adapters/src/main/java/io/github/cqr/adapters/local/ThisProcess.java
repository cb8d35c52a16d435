package io.github.cqr.adapters.local;

import io.github.cqr.domain.port.LeaseStore.Holder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Who this process is among all processes of all machines, and whether another one of this machine is dead. */
public final class ThisProcess {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");
    /** Start times are told with a hundredth of a second at best. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(1);

    private ThisProcess() {}

    /**
     * This process as a holder of leases.
     *
     * @param instance its random name
     * @param since when it began to be one
     */
    public static Holder holder(String instance, Instant since) {
        ProcessHandle self = ProcessHandle.current();
        return new Holder(instance, hostName(), bootId(), pidNamespace(), self.pid(),
                self.info().startInstant().orElse(Instant.EPOCH), since);
    }

    /**
     * Whether {@code holder} was a process of this machine, of the same boot and pid namespace, that does not exist any more. False when
     * that cannot be told.
     */
    public static boolean isDead(Holder holder) {
        boolean comparable = holder.host().equals(hostName()) && !holder.bootId().isEmpty()
                && holder.bootId().equals(bootId()) && !holder.pidNamespace().isEmpty()
                && holder.pidNamespace().equals(pidNamespace());
        if (!comparable) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(holder.pid()).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) {
            return true;
        }
        // Its pid may be another process's by now.
        return process.get().info().startInstant()
                .map(start -> Duration.between(start, holder.processStart()).abs().compareTo(START_TOLERANCE) > 0)
                .orElse(false);
    }

    /** The name of this machine, {@code unknown} when it has none. */
    public static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "unknown";
        }
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException _) {
            return "";
        }
    }

    private static String pidNamespace() {
        try {
            return Files.readSymbolicLink(PID_NAMESPACE).toString();
        } catch (IOException | UnsupportedOperationException _) {
            return "";
        }
    }
}
