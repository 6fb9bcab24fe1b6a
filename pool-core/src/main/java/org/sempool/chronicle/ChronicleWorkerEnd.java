package org.sempool.chronicle;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.threads.TimingPauser;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.Draft;
import org.sempool.spi.Lease;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadWriter;

/** A worker's end: reads all jobs, claims what nobody has, writes results to a queue of its own. */
final class ChronicleWorkerEnd implements WorkerEnd {
    private static final int COORDINATOR = 0;
    private static final int BUFFER_BYTES = 4096;

    private final ClaimTable claims;
    private final int worker;
    private final ChronicleQueue jobs;
    private final ExcerptTailer reader;
    private final ExcerptTailer returnedReader;
    private final ChronicleQueue results;
    private final ExcerptAppender appender;
    private final @Nullable JobLease[] leases;
    private final Deque<ResultDraft> drafts = new ArrayDeque<>();
    private final TimingPauser pauser = Logs.pauser();
    private @Nullable JobLease last;
    private long returnsSeen;
    private int cycle;

    ChronicleWorkerEnd(Path directory, ClaimTable claims, int worker) {
        this.claims = claims;
        this.worker = worker;
        this.leases = new JobLease[claims.slots()];
        // Until it is known where to begin, every file is needed.
        claims.setCycle(worker, 0);
        this.jobs = Logs.open(PoolFiles.jobs(directory));
        this.reader = Logs.tailer(jobs);
        this.returnedReader = Logs.tailer(jobs);
        moveToFirstJob();
        this.results = Logs.open(PoolFiles.results(directory, worker, claims.life(worker)));
        this.appender = Logs.appender(results);
    }

    /** What is appended from now on lies behind the end; what nobody has yet, before it. */
    private void moveToFirstJob() {
        long end = reader.toEnd().index();
        long first = end;
        for (int place = 0; place < claims.slots(); place++) {
            if (ClaimTable.stateOf(claims.word(place)) == ClaimTable.FULL) {
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
        JobLease before = last;
        if (before != null) {
            // One message of a reader is open at a time.
            before.close();
        }
        Lease job = nextJob();
        if (job != null || waitNanos <= 0) {
            return job;
        }
        long deadline = System.nanoTime() + waitNanos;
        pauser.reset();
        while (job == null && !claims.jobsEnded() && System.nanoTime() < deadline) {
            pauser.pause();
            job = nextJob();
        }
        return job;
    }

    private @Nullable Lease nextJob() {
        long returns = claims.returns();
        if (returns != returnsSeen) {
            Lease returned = returnedJob();
            if (returned != null) {
                return returned;
            }
            returnsSeen = returns;
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
            Bytes<?> bytes = Message.bytes(document);
            int place = bytes.readInt();
            int generation = bytes.readInt();
            bytes.readSkip(Long.BYTES);
            if (claims.claim(place, generation, ClaimTable.FULL, worker)) {
                return lease(place, document);
            }
            document.close();
        }
    }

    private void noteCycle() {
        int now = reader.cycle();
        if (now != cycle) {
            cycle = now;
            claims.setCycle(worker, now);
        }
    }

    private @Nullable Lease returnedJob() {
        for (int place = 0; place < claims.slots(); place++) {
            long word = claims.word(place);
            if (ClaimTable.stateOf(word) == ClaimTable.RETURNED
                    && claims.claim(
                            place, ClaimTable.generationOf(word), ClaimTable.RETURNED, worker)) {
                return lease(place, read(claims.index(place)));
            }
        }
        return null;
    }

    private DocumentContext read(long index) {
        if (!returnedReader.moveToIndex(index)) {
            throw new IllegalStateException("no job at index=" + Long.toHexString(index));
        }
        DocumentContext document = returnedReader.readingDocument();
        Message.bytes(document).readSkip(2 * Integer.BYTES + Long.BYTES);
        return document;
    }

    private Lease lease(int place, DocumentContext document) {
        JobLease lease = leases[place];
        if (lease == null) {
            lease = new JobLease(place);
            leases[place] = lease;
        }
        last = lease;
        return lease.begin(document);
    }

    @Override
    public boolean jobsEnded() {
        return claims.jobsEnded();
    }

    @Override
    public @Nullable Draft draftResult(MessageKind kind, long jobId, int attempt, long waitNanos) {
        if (claims.unread() >= claims.slots() && !awaitRoom(waitNanos)) {
            return null;
        }
        ResultDraft draft = drafts.poll();
        return (draft != null ? draft : new ResultDraft()).begin(kind, jobId, attempt);
    }

    private boolean awaitRoom(long waitNanos) {
        long deadline = System.nanoTime() + waitNanos;
        pauser.reset();
        while (claims.unread() >= claims.slots()) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            pauser.pause();
        }
        return true;
    }

    @Override
    public void close() {
        jobs.close();
        results.close();
        claims.close();
    }

    /** A job that this worker has claimed. */
    private final class JobLease extends MessageLease {
        private final int place;

        JobLease(int place) {
            super(COORDINATOR);
            this.place = place;
        }

        JobLease begin(DocumentContext document) {
            begin(document, MessageKind.JOB, claims.jobId(place), claims.attempt(place));
            return this;
        }

        @Override
        public void free() {
            close();
            claims.free(place);
        }

        @Override
        public void putBack(int nextAttempt) {
            close();
            claims.giveBack(place, nextAttempt);
        }
    }

    /** A result that this worker writes. */
    private final class ResultDraft implements Draft {
        private final PayloadBuffer buffer = new PayloadBuffer(BUFFER_BYTES);
        private MessageKind kind = MessageKind.RESULT;
        private long jobId;
        private int attempt;

        ResultDraft begin(MessageKind newKind, long newJobId, int newAttempt) {
            kind = newKind;
            jobId = newJobId;
            attempt = newAttempt;
            var _ = buffer.begin();
            return this;
        }

        @Override
        public PayloadWriter payload() {
            return buffer.writer();
        }

        @Override
        public void publish() {
            try (DocumentContext document = appender.writingDocument()) {
                try {
                    Bytes<?> bytes = Message.bytes(document);
                    bytes.writeLong(jobId).writeInt(attempt).writeInt(kind.code());
                    buffer.writeTo(bytes);
                } catch (Throwable notWritten) {
                    document.rollbackOnClose();
                    throw notWritten;
                }
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
