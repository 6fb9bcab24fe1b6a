package org.sempool.chronicle;

import java.util.ArrayDeque;
import java.util.Deque;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.Lease;
import org.sempool.wire.MessageKind;

/**
 * Results of jobs that were done in an earlier session, for the jobs of this one. Each keeps its
 * job's place until it is freed, as any result of this session would.
 *
 * <p>Thread-safe; hands out one at a time.
 */
final class Replays {
    private static final int NO_WORKER = 0;

    private record Replay(int place, long jobId, History.Entry entry) {}

    private final ClaimTable claims;
    private final Deque<Replay> waiting = new ArrayDeque<>();
    private @Nullable ReplayLease out;

    Replays(ClaimTable claims) {
        this.claims = claims;
    }

    synchronized void add(int place, long jobId, History.Entry entry) {
        waiting.add(new Replay(place, jobId, entry));
    }

    /** The next, or null if there is none, or the last one is not freed yet. */
    synchronized @Nullable Lease take() {
        Replay next = out == null ? waiting.poll() : null;
        if (next == null) {
            return null;
        }
        out = new ReplayLease(next);
        return out;
    }

    private final class ReplayLease extends MessageLease {
        private final int place;

        ReplayLease(Replay replay) {
            super(NO_WORKER);
            place = replay.place;
            ExcerptTailer log = replay.entry.log();
            if (!log.moveToIndex(replay.entry.index())) {
                throw new IllegalStateException("the data directory has changed under the pool");
            }
            DocumentContext document = log.readingDocument();
            Bytes<?> bytes = Message.bytes(document);
            bytes.readSkip(Long.BYTES);
            int attempt = bytes.readInt();
            begin(document, MessageKind.of(bytes.readInt()), replay.jobId, attempt);
        }

        @Override
        public void free() {
            synchronized (Replays.this) {
                close();
                out = null;
                claims.free(place);
            }
        }
    }
}
