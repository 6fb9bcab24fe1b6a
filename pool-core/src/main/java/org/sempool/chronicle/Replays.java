package org.sempool.chronicle;

import java.util.ArrayDeque;
import java.util.Deque;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.Lease;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadReader;

/**
 * Results of jobs that were done in an earlier session, for the jobs of this one. Each keeps its
 * job's place until it is freed, as any result of this session would.
 *
 * <p>Thread-safe; hands out one at a time.
 */
final class Replays {
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

    private final class ReplayLease implements Lease {
        private final Replay replay;
        private final Message message = new Message();
        private final int attempt;
        private final MessageKind kind;

        ReplayLease(Replay replay) {
            this.replay = replay;
            ExcerptTailer log = replay.entry.log();
            if (!log.moveToIndex(replay.entry.index())) {
                throw new IllegalStateException("the data directory has changed under the pool");
            }
            DocumentContext document = log.readingDocument();
            Bytes<?> bytes = Message.bytes(document);
            bytes.readSkip(Long.BYTES);
            attempt = bytes.readInt();
            kind = MessageKind.of(bytes.readInt());
            message.open(document);
        }

        @Override
        public long jobId() {
            return replay.jobId;
        }

        @Override
        public int attempt() {
            return attempt;
        }

        @Override
        public MessageKind kind() {
            return kind;
        }

        @Override
        public int sender() {
            return 0;
        }

        @Override
        public PayloadReader payload() {
            return message.payload();
        }

        @Override
        public void free() {
            synchronized (Replays.this) {
                message.close();
                out = null;
                claims.free(replay.place);
            }
        }

        @Override
        public void putBack(int nextAttempt) {
            throw new UnsupportedOperationException("a result is not done again");
        }
    }
}
