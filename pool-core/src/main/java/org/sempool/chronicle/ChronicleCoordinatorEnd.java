package org.sempool.chronicle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.sempool.claim.StateWord;
import org.sempool.directory.DirectoryWatch;
import org.sempool.directory.DiskSpace;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.JobDraft;
import org.sempool.spi.JobKey;
import org.sempool.spi.Lease;
import org.sempool.spi.Step;
import org.sempool.spi.SupervisedEnd;
import org.sempool.wire.JobHeader;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadWriter;

/** The coordinator's end: appends jobs, reads results, repairs after deaths. */
final class ChronicleCoordinatorEnd implements SupervisedEnd {
    private final Storage storage;
    private final History history;
    private final ClaimTable claims;
    private final DirectoryWatch watch;
    private final int bufferBytes;
    private final long session;
    private final LogWriter jobs;
    private final ResultLogs[] results;
    private final AtomicReferenceArray<@Nullable PlaceDraft> drafts;
    private final AtomicInteger nextPlace = new AtomicInteger();
    private final Replays replays;
    private final AtomicLong restored = new AtomicLong();
    private int nextWorker;

    /** The files of the jobs' log by cycle, to be removed when all workers have read them. */
    private final Map<Integer, File> files = new TreeMap<>();

    ChronicleCoordinatorEnd(Storage storage, History history, ClaimTable claims, int bufferBytes)
            throws IOException {
        this.storage = storage;
        this.history = history;
        this.claims = claims;
        this.bufferBytes = bufferBytes;
        this.session = RecordHeader.session(storage.path());
        this.jobs = new LogWriter(PoolFiles.jobs(storage.path()), session);
        this.watch = storage.watch(ClaimTable.FILE, PoolFiles.JOBS);
        this.results = new ResultLogs[claims.workers()];
        for (int i = 0; i < results.length; i++) {
            results[i] = new ResultLogs(storage, claims, i + 1);
        }
        this.replays = new Replays(claims);
        this.drafts = new AtomicReferenceArray<>(claims.slots());
    }

    @Override
    public String address() {
        return storage.path().toString();
    }

    @Override
    public Optional<Path> directory() {
        return Optional.of(storage.temporary());
    }

    @Override
    public @Nullable JobDraft draftJob(long waitNanos) {
        int place = claims.beginJob(nextPlace.get());
        if (place == ClaimTable.NONE && waitNanos > 0) {
            place = awaitPlace(waitNanos);
        }
        if (place == ClaimTable.NONE) {
            return null;
        }
        nextPlace.set(place + 1 == claims.slots() ? 0 : place + 1);
        try {
            return draft(place).begin();
        } catch (Throwable noMemory) {
            claims.free(place);
            throw noMemory;
        }
    }

    private int awaitPlace(long waitNanos) {
        Integer place =
                new Polling()
                        .await(
                                waitNanos,
                                () -> Thread.currentThread().isInterrupted(),
                                this::findPlace);
        return place == null ? ClaimTable.NONE : place;
    }

    private @Nullable Integer findPlace() {
        int place = claims.beginJob(nextPlace.get());
        return place == ClaimTable.NONE ? null : place;
    }

    private PlaceDraft draft(int place) {
        PlaceDraft draft = drafts.getAcquire(place);
        if (draft == null) {
            draft = new PlaceDraft(place);
            drafts.setRelease(place, draft);
        }
        return draft;
    }

    @Override
    public boolean withdraw(long ticket) {
        int place = (int) ticket;
        int generation = (int) (ticket >>> Integer.SIZE);
        if (withdrawUntaken(ticket)) {
            return true;
        }
        if (claims.claim(place, generation, ClaimTable.PUT_BACK, 0)) {
            claims.free(place);
            return true;
        }
        return false;
    }

    @Override
    public boolean withdrawUntaken(long ticket) {
        int place = (int) ticket;
        if (claims.claim(place, (int) (ticket >>> Integer.SIZE), ClaimTable.FULL, 0)) {
            if (claims.attempt(place) > 1) {
                claims.putBack(place, claims.attempt(place));
                return false;
            }
            claims.free(place);
            return true;
        }
        return false;
    }

    @Override
    public boolean has(long ticket) {
        long word = claims.word((int) ticket);
        return StateWord.generation(word) == (int) (ticket >>> Integer.SIZE);
    }

    @Override
    public long restored() {
        return restored.get();
    }

    @Override
    public @Nullable Lease takeResult(long waitNanos) {
        Lease result = nextResult();
        if (result != null || waitNanos <= 0) {
            return result;
        }
        return new Polling().await(waitNanos, this::isBroken, this::nextResult);
    }

    /** Returns false, or throws if workers cannot write or read any more. */
    private boolean isBroken() {
        long missing = claims.broken();
        if (missing == ClaimTable.DAMAGED) {
            throw new BrokenTransportException("a job in " + storage.path() + " is damaged");
        }
        if (missing != 0) {
            throw new BrokenTransportException(DiskSpace.describe(storage.displayPath(), missing));
        }
        return false;
    }

    /** Asks one worker after the other, so that no result waits behind those of another worker. */
    private @Nullable Lease nextResult() {
        Lease known = replays.take();
        if (known != null) {
            return known;
        }
        for (int i = 0; i < results.length; i++) {
            nextWorker = nextWorker + 1 < results.length ? nextWorker + 1 : 0;
            Lease result = results[nextWorker].take();
            if (result != null) {
                return result;
            }
        }
        return null;
    }

    @Override
    public void endJobs() {
        claims.endJobs();
    }

    @Override
    public void showHeldJobs(HeldJobs visitor) {
        for (int place = 0; place < claims.slots(); place++) {
            long word = claims.word(place);
            int owner = StateWord.owner(word);
            if (StateWord.state(word) == ClaimTable.CLAIMED && owner != 0) {
                long jobId = claims.jobId(place);
                int attempt = claims.attempt(place);
                int waits = claims.waits(owner);
                if (claims.word(place) == word) {
                    visitor.held(owner, jobId, attempt, waits);
                }
            }
        }
    }

    @Override
    public boolean isLeaving(int worker) {
        return claims.isLeaving(worker);
    }

    @Override
    public void repair(int worker, Decision decision) {
        Set<Long> withResult = results[worker - 1].endLife();
        for (int place = 0; place < claims.slots(); place++) {
            if (claims.isClaimedBy(place, worker)) {
                handBack(place, withResult, decision);
                Step.HAND_BACK.reached();
            }
        }
        // The dead worker may have put a job back and died before announcing that.
        claims.announcePutBack();
        claims.setCycle(worker, Integer.MAX_VALUE);
        claims.setWaits(worker, 0);
        claims.setLeaving(worker, false);
        Step.REUSE_NUMBER.reached();
    }

    private void handBack(int place, Set<Long> withResult, Decision decision) {
        long jobId = claims.jobId(place);
        int next =
                withResult.contains(jobId)
                        ? Decision.DROP
                        : decision.nextAttempt(jobId, claims.attempt(place));
        Step.ASK_PENDING.reached();
        if (next == Decision.DROP) {
            claims.free(place);
        } else {
            claims.putBack(place, next);
        }
    }

    @Override
    public void check() {
        watch.problem()
                .ifPresent(
                        problem -> {
                            throw new BrokenTransportException(problem);
                        });
    }

    @Override
    public void close() {
        try {
            replays.close();
            synchronized (jobs) {
                jobs.close();
                history.close();
            }
            for (ResultLogs log : results) {
                log.close();
            }
            claims.close();
        } finally {
            storage.close();
        }
    }

    private void append(PlaceDraft draft) {
        // A digest takes time, so it is computed before the lock is taken.
        // The job's own options are no part of it: the same job may come with others.
        JobKey key =
                storage.isKept()
                        ? JobKey.of(JobHeader.skip(draft.buffer.payload(), draft.flags))
                        : JobKey.NONE;
        synchronized (jobs) {
            History.Entry known = history.take(key);
            if (known != null) {
                replays.add(draft.place, draft.jobId, known);
                restored.incrementAndGet();
                return;
            }
            try {
                jobs.append(
                        key,
                        draft.jobId,
                        draft.attempt,
                        RecordHeader.kind(MessageKind.JOB, draft.flags),
                        draft.place,
                        draft.generation(),
                        draft.buffer,
                        // Before the message can be read, so that its reader can claim the job.
                        index -> claims.publishJob(draft.place, draft.jobId, index, draft.attempt));
            } catch (DiskSpace.FullException e) {
                claims.reportBroken(e.needed());
                throw new BrokenTransportException(
                        DiskSpace.describe(storage.displayPath(), e.needed()), e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (!storage.isKept() && !files.containsKey(jobs.cycle())) {
                files.put(jobs.cycle(), jobs.currentFile());
                removeFilesBefore(oldestCycleInUse());
            }
        }
    }

    private int oldestCycleInUse() {
        int oldest = jobs.cycle();
        for (int worker = 1; worker <= claims.workers(); worker++) {
            oldest = Math.min(oldest, claims.cycle(worker));
        }
        for (int place = 0; place < claims.slots(); place++) {
            int state = StateWord.state(claims.word(place));
            if (state != ClaimTable.FREE && state != ClaimTable.WRITING) {
                oldest = Math.min(oldest, jobs.cycleOf(claims.index(place)));
            }
        }
        return oldest;
    }

    private void removeFilesBefore(int cycle) {
        files.entrySet()
                .removeIf(
                        file -> {
                            if (file.getKey() >= cycle) {
                                return false;
                            }
                            Logs.remove(file.getValue());
                            return true;
                        });
    }

    /** A job being written, which has a place in the claim table. */
    private final class PlaceDraft implements JobDraft {
        private final int place;
        private final PayloadBuffer buffer = new PayloadBuffer(bufferBytes);
        private long jobId;
        private int flags;
        private int attempt = 1;

        PlaceDraft(int place) {
            this.place = place;
        }

        PlaceDraft begin() {
            flags = MessageFlags.NONE;
            attempt = 1;
            var _ = buffer.begin();
            return this;
        }

        int generation() {
            return StateWord.generation(claims.word(place));
        }

        @Override
        public void setJobId(long newJobId) {
            jobId = newJobId;
        }

        @Override
        public void setAttempt(int newAttempt) {
            attempt = newAttempt;
        }

        @Override
        public void setFlags(int newFlags) {
            flags = newFlags;
        }

        @Override
        public long ticket() {
            return (long) generation() << Integer.SIZE | place;
        }

        @Override
        public PayloadWriter payload() {
            return buffer.writer();
        }

        @Override
        public void publish() {
            append(this);
        }

        @Override
        public void abandon() {
            claims.free(place);
        }
    }
}
