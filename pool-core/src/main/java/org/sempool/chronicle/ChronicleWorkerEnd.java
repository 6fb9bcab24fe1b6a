package org.sempool.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.sempool.claim.StateWord;
import org.sempool.directory.DiskSpace;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.Draft;
import org.sempool.spi.JobKey;
import org.sempool.spi.Lease;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadWriter;

/** A worker's end: reads all jobs, claims those without an owner, writes results to its own log. */
final class ChronicleWorkerEnd implements WorkerEnd {
    private static final int COORDINATOR = 0;
    private static final int BUFFER_BYTES = 4096;
    private static final long MOST_NANOS_TO_THE_END = TimeUnit.SECONDS.toNanos(30);

    private final ClaimTable claims;
    private final int worker;
    private final ChronicleQueue jobs;
    private final ExcerptTailer reader;
    private final ExcerptTailer putBackReader;
    private final LogWriter results;
    private final long session;
    private final Deque<JobLease> leases = new ArrayDeque<>();
    private final Deque<ResultDraft> drafts = new ArrayDeque<>();
    private final Polling polling = new Polling();

    /** The jobs that the worker holds: one, except in tests. */
    private final Map<Long, JobKey> keys = new HashMap<>();

    private long putBacksSeen;
    private int cycle;

    ChronicleWorkerEnd(Path directory, ClaimTable claims, int worker) throws IOException {
        this.claims = claims;
        this.worker = worker;
        this.session = RecordHeader.session(directory);
        // Until the first job is known, every file is needed.
        claims.setCycle(worker, 0);
        this.jobs = Logs.open(PoolFiles.jobs(directory));
        this.reader = Logs.tailer(jobs);
        this.putBackReader = Logs.tailer(jobs);
        moveToFirstJob();
        this.results = newLog(PoolFiles.results(directory, worker, claims.life(worker)));
    }

    private LogWriter newLog(Path path) throws IOException {
        try {
            return new LogWriter(path, session);
        } catch (DiskSpace.FullException e) {
            claims.reportBroken(e.needed());
            throw e;
        }
    }

    /** Later jobs are behind the end; unclaimed ones may be before it. */
    private void moveToFirstJob() {
        long end = reader.toEnd().index();
        long first = end;
        for (int place = 0; place < claims.slots(); place++) {
            if (StateWord.state(claims.word(place)) == ClaimTable.FULL) {
                first = Math.min(first, claims.index(place));
            }
        }
        if (first < end && !reader.moveToIndex(first)) {
            throw new IllegalStateException("no job at index=" + Long.toHexString(first));
        }
        cycle = jobs.rollCycle().toCycle(first);
        claims.setCycle(worker, cycle);
    }

    @Override
    public @Nullable Lease takeJob(long waitNanos) {
        Lease job = nextJob();
        if (job != null || waitNanos <= 0) {
            return job;
        }
        return polling.await(waitNanos, claims::jobsEnded, this::nextJob);
    }

    private @Nullable Lease nextJob() {
        long putBacks = claims.putBacks();
        if (putBacks != putBacksSeen) {
            Lease putBack = jobPutBack();
            if (putBack != null) {
                return putBack;
            }
            putBacksSeen = putBacks;
        }
        Lease fresh = freshJob();
        noteCycle();
        return fresh;
    }

    private @Nullable Lease freshJob() {
        while (true) {
            DocumentContext document = reader.readingDocument();
            if (!document.isPresent()) {
                document.close();
                return null;
            }
            try (document) {
                RecordHeader header = Message.header(document, session);
                if (header == null) {
                    throw damaged(document.index());
                }
                if (claims.claim(header.place(), header.generation(), ClaimTable.FULL, worker)) {
                    return lease(header.place(), document);
                }
            }
        }
    }

    /** It is unknown which job it was, so the pool has to stop. */
    private BrokenTransportException damaged(long index) {
        claims.reportBroken(ClaimTable.DAMAGED);
        return new BrokenTransportException(
                "the job at index=" + Long.toHexString(index) + " is damaged");
    }

    private void noteCycle() {
        int now = reader.cycle();
        if (now != cycle) {
            cycle = now;
            claims.setCycle(worker, now);
        }
    }

    private @Nullable Lease jobPutBack() {
        for (int place = 0; place < claims.slots(); place++) {
            long word = claims.word(place);
            if (StateWord.state(word) == ClaimTable.PUT_BACK
                    && claims.claim(
                            place, StateWord.generation(word), ClaimTable.PUT_BACK, worker)) {
                return leasePutBack(place, claims.index(place));
            }
        }
        return null;
    }

    private Lease leasePutBack(int place, long index) {
        if (!putBackReader.moveToIndex(index)) {
            throw damaged(index);
        }
        try (DocumentContext document = putBackReader.readingDocument()) {
            return lease(place, document);
        }
    }

    private Lease lease(int place, DocumentContext document) {
        JobLease known = leases.poll();
        JobLease lease = known != null ? known : new JobLease();
        try {
            return lease.begin(place, document);
        } catch (BrokenTransportException e) {
            throw damaged(document.index());
        }
    }

    @Override
    public boolean jobsEnded() {
        return claims.jobsEnded();
    }

    @Override
    public @Nullable Draft draftResult(MessageKind kind, long jobId, int attempt, long waitNanos) {
        if (!hasRoom() && (waitNanos <= 0 || !awaitRoom(waitNanos))) {
            return null;
        }
        ResultDraft draft = drafts.poll();
        return (draft != null ? draft : new ResultDraft()).begin(kind, jobId, attempt);
    }

    private boolean awaitRoom(long waitNanos) {
        claims.setWaits(worker, claims.waits(worker) + 1);
        try {
            return polling.await(waitNanos, () -> false, () -> hasRoom() ? true : null) != null;
        } finally {
            claims.setWaits(worker, claims.waits(worker) + 1);
        }
    }

    private boolean hasRoom() {
        return claims.unread() < claims.slots();
    }

    /**
     * Waits for the coordinator, which knows that there is no room, to end this process; an exit of
     * its own would look like a handler's crash. Bounded, in case the coordinator does not.
     */
    private static void awaitTheEnd() {
        long deadline = System.nanoTime() + MOST_NANOS_TO_THE_END;
        while (System.nanoTime() < deadline) {
            LockSupport.parkNanos(deadline - System.nanoTime());
            // An interrupt no longer matters, and would end the wait.
            var _ = Thread.interrupted();
        }
    }

    @Override
    public void noteLeaving() {
        try {
            claims.setLeaving(worker, true);
        } catch (IllegalStateException closed) {
            // Then the worker is already ending as intended.
        }
    }

    @Override
    public void close() {
        jobs.close();
        results.close();
        claims.close();
    }

    /** A job that this worker has claimed. */
    private final class JobLease extends MessageLease {
        private int place;

        JobLease() {
            super(COORDINATOR, new Message());
        }

        JobLease begin(int newPlace, DocumentContext document) {
            place = newPlace;
            RecordHeader header = message().copy(document, session);
            keys.put(header.jobId(), header.key());
            begin(header, header.jobId(), claims.attempt(place));
            return this;
        }

        @Override
        public void free() {
            end();
            claims.free(place);
        }

        @Override
        public void putBack(int nextAttempt) {
            end();
            claims.putBack(place, nextAttempt);
        }

        private void end() {
            close();
            keys.remove(jobId());
            leases.push(this);
        }
    }

    /** A result that this worker writes. */
    private final class ResultDraft implements Draft {
        private final PayloadBuffer buffer = new PayloadBuffer(BUFFER_BYTES);
        private MessageKind kind = MessageKind.RESULT;
        private long jobId;
        private int attempt;
        private int flags;

        ResultDraft begin(MessageKind newKind, long newJobId, int newAttempt) {
            kind = newKind;
            jobId = newJobId;
            attempt = newAttempt;
            flags = MessageFlags.NONE;
            var _ = buffer.begin();
            return this;
        }

        @Override
        public void setFlags(int newFlags) {
            flags = newFlags;
        }

        @Override
        public PayloadWriter payload() {
            return buffer.writer();
        }

        @Override
        public void publish() {
            try {
                JobKey key = keys.getOrDefault(jobId, JobKey.NONE);
                int kindAndFlags = RecordHeader.kind(kind, flags);
                results.append(key, jobId, attempt, kindAndFlags, 0, 0, buffer, _ -> {});
            } catch (DiskSpace.FullException e) {
                claims.reportBroken(e.needed());
                awaitTheEnd();
                throw new BrokenTransportException(String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            claims.setPublished(worker, claims.published(worker) + 1);
            drafts.push(this);
        }

        @Override
        public void abandon() {
            drafts.push(this);
        }
    }
}
