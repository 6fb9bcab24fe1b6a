package org.sempool.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.PrivateDirectory;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.Lease;
import org.sempool.spi.Step;

/**
 * The messages of one worker number: a log for each of its lives, read one after the other.
 *
 * <p>Thread-safe; leases one message at a time.
 */
final class ResultLogs implements AutoCloseable {
    private final Storage storage;
    private final ClaimTable claims;
    private final long session;
    private final int worker;
    private final Deque<EndedLog> ended = new ArrayDeque<>();
    private final ResultLease lease;
    private LiveLog live;
    private @Nullable BrokenTransportException damage;
    private boolean closed;

    ResultLogs(Storage storage, ClaimTable claims, int worker) {
        this.storage = storage;
        this.claims = claims;
        this.session = RecordHeader.session(storage.path());
        this.worker = worker;
        this.lease = new ResultLease();
        this.live = nextLog();
    }

    private LiveLog nextLog() {
        Path path = PoolFiles.results(storage.path(), worker, claims.life(worker));
        return new LiveLog(path, storage.isKept());
    }

    /**
     * The next message, or null if there is none or the last one is not freed yet.
     *
     * @throws BrokenTransportException if one is damaged, on this and every later call: it is
     *     unknown which job it is about, so that job could never end
     */
    synchronized @Nullable Lease take() {
        if (damage != null) {
            throw damage;
        }
        if (closed || lease.isOut()) {
            return null;
        }
        while (!ended.isEmpty()) {
            EndedLog log = ended.getFirst();
            if (log.size() > 0) {
                return takeFrom(log);
            }
            forget(ended.removeFirst());
        }
        // Reading a word in memory is cheaper than asking the log.
        return claims.published(worker) == claims.taken(worker) ? null : takeLive();
    }

    private Lease takeFrom(EndedLog log) {
        RecordHeader header = log.next(lease.message());
        if (header == null) {
            throw damaged("a result that a worker has left in " + log.path() + " has changed");
        }
        return lease.begin(header);
    }

    private @Nullable Lease takeLive() {
        try (DocumentContext document = live.read()) {
            return document == null ? null : lease.begin(lease.message().copy(document, session));
        } catch (BrokenTransportException e) {
            damage = e;
            throw e;
        }
    }

    private BrokenTransportException damaged(String what) {
        damage = new BrokenTransportException(what);
        return damage;
    }

    private void forget(EndedLog log) {
        log.close();
        if (!storage.isKept()) {
            PrivateDirectory.delete(log.path());
        }
    }

    /**
     * Ends the log of a dead worker; its next life begins another one. May be called again for the
     * same death.
     *
     * @return the jobs with a result that was not yet delivered and freed
     * @throws BrokenTransportException if fewer messages are left than the worker has published, on
     *     this call and when the next message is taken
     */
    synchronized Set<Long> endLife() {
        if (damage != null) {
            throw damage;
        }
        EndedLog log = endedLog();
        live.close();
        ended.addLast(log);
        Set<Long> jobIds = new HashSet<>();
        int messages = 0;
        for (EndedLog each : ended) {
            each.addJobs(jobIds);
            messages += each.size();
        }
        if (lease.isOut()) {
            jobIds.add(lease.jobId());
            messages++;
        }
        Step.LOOK_FOR_RESULT.reached();
        long published = claims.taken(worker) + messages;
        if (published < claims.published(worker)) {
            throw damaged("results are missing in " + log.path());
        }
        // The worker may have been killed between the message and the count.
        claims.setPublished(worker, published);
        claims.beginNextLife(worker);
        live = nextLog();
        return jobIds;
    }

    private EndedLog endedLog() {
        try {
            return EndedLog.of(live, session);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the results that a worker has left", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        ended.forEach(EndedLog::close);
        live.close();
    }

    /** The message that is held. */
    private final class ResultLease extends MessageLease {
        private boolean out;

        ResultLease() {
            super(worker, new Message());
        }

        boolean isOut() {
            return out;
        }

        ResultLease begin(RecordHeader header) {
            begin(header, header.jobId(), header.attempt());
            out = true;
            return this;
        }

        @Override
        public void free() {
            synchronized (ResultLogs.this) {
                close();
                out = false;
                claims.setTaken(worker, claims.taken(worker) + 1);
            }
        }
    }
}
