package io.github.cqr.adapters.ring;

import com.lmax.disruptor.EventHandler;
import io.github.cqr.domain.event.Envelope;
import org.jspecify.annotations.Nullable;

/** One place of the ring. */
final class Slot {
    @Nullable
    Envelope envelope;

    /** The last consumer: takes events off the ring, so that statements of megabytes do not stay until they are overwritten. */
    static final class Sweeper implements EventHandler<Slot> {
        private final com.lmax.disruptor.Sequence swept;
        private final SignalWait wait;

        Sweeper(com.lmax.disruptor.Sequence swept, SignalWait wait) {
            this.swept = swept;
            this.wait = wait;
        }

        @Override
        public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
            slot.envelope = null;
            if (endOfBatch) {
                swept.set(sequence);
                wait.signalAllWhenBlocking();
            }
        }
    }
}
