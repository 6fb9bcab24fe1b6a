package org.sempool.chronicle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.Lease;

/**
 * Results from an earlier session, for jobs of this one. Each keeps its job's place until it is
 * freed, as any result of this session does.
 *
 * <p>Thread-safe; leases one result at a time.
 */
final class Replays implements AutoCloseable {
    private static final int NO_WORKER = 0;

    private record Replay(int place, long jobId, History.Entry entry) {}

    private final ClaimTable claims;
    private final Deque<Replay> waiting = new ArrayDeque<>();
    private final ReplayLease lease = new ReplayLease();
    private boolean out;
    private @Nullable BrokenTransportException damage;

    Replays(ClaimTable claims) {
        this.claims = claims;
    }

    synchronized void add(int place, long jobId, History.Entry entry) {
        waiting.add(new Replay(place, jobId, entry));
    }

    /**
     * The next result, or null if there is none or the last one is not freed yet.
     *
     * @throws BrokenTransportException if it has changed since the pool began, on this and every
     *     later call: its job was not given to a worker, and has to run in the next session
     */
    synchronized @Nullable Lease take() {
        if (damage != null) {
            throw damage;
        }
        Replay next = out ? null : waiting.poll();
        if (next == null) {
            return null;
        }
        RecordHeader header = next.entry.read(lease.message());
        if (header == null) {
            damage =
                    new BrokenTransportException(
                            next.entry.path()
                                    + " has changed while the pool was running; run it again");
            throw damage;
        }
        out = true;
        return lease.begin(next, header);
    }

    /** Drops the results that were not taken. */
    @Override
    public synchronized void close() {
        waiting.clear();
    }

    private final class ReplayLease extends MessageLease {
        private int place;

        ReplayLease() {
            super(NO_WORKER, new Message());
        }

        ReplayLease begin(Replay replay, RecordHeader header) {
            place = replay.place;
            begin(header, replay.jobId, header.attempt());
            return this;
        }

        @Override
        public void free() {
            synchronized (Replays.this) {
                close();
                out = false;
                claims.free(place);
            }
        }
    }
}
