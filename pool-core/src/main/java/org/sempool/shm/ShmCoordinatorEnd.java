package org.sempool.shm;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.sempool.claim.StateWord;
import org.sempool.directory.DirectoryWatch;
import org.sempool.directory.PrivateDirectory;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.SupervisedEnd;
import org.sempool.wire.MessageKind;

/** The coordinator's end: owns the segment, puts jobs, takes results, repairs after deaths. */
final class ShmCoordinatorEnd implements SupervisedEnd {
    private static final long NO_JOB = 0;

    private final PrivateDirectory directory;
    private final Segment segment;
    private final DirectoryWatch watch;
    private final @Nullable CoordinatorSpillDirectory spillDirectory;
    private final SpillFiles spillFiles;
    private final SemaphoreQueue jobs;
    private final SlotHeaders jobHeaders;
    private final SlotPutter jobPutter;
    private final SlotTaker withdrawal;
    private final LargePayloads largeJobs;
    private final ResultLanes results;
    private final SlotHeaders resultHeaders;
    private final LaneReader resultReader;

    /** Ends the lease of a result by the thread that takes them all. */
    private final SlotTaker byReader;

    /** The same by a thread that took the result in its place. */
    private final SlotTaker byGuest;

    private final LargePayloads largeResults;

    /** Of each slot of the jobs queue, so that a job costs no allocation. */
    private final AtomicReferenceArray<@Nullable SlotDraft> drafts;

    /** Of the thread that takes results: used again once its result was freed. */
    private @Nullable SlotLease readersLease;

    /** For the next guest, once the result of the last one was freed. */
    private final AtomicReference<@Nullable Guest> spareGuest = new AtomicReference<>();

    private final ShmRepair repair;
    private final IdleMemory idleJobs;
    private final IdleMemory idleResults;

    /** One of the threads that wait for a free slot waits in shared memory, the others here. */
    private final ReentrantLock waiting = new ReentrantLock();

    /** Takes ownership of the segment and of the directories, of which there may be only one. */
    ShmCoordinatorEnd(
            PrivateDirectory directory,
            @Nullable CoordinatorSpillDirectory spillDirectory,
            Segment segment)
            throws IOException {
        this.directory = directory;
        this.segment = segment;
        this.watch = directory.watch(Segment.FILE);
        this.spillDirectory = spillDirectory;
        this.spillFiles =
                new SpillFiles(
                        directory.path(),
                        spillDirectory == null ? SpillDirectory.NONE : spillDirectory);
        this.jobs = segment.jobs();
        this.jobHeaders = new SlotHeaders(segment.memory(), jobs.layout());
        this.jobPutter = new JobPutter();
        this.withdrawal = new Withdrawal();
        this.drafts = new AtomicReferenceArray<>(jobs.layout().slots());
        this.largeJobs = segment.largeJobs(spillFiles, StateWord.COORDINATOR);
        this.results = segment.results();
        this.resultHeaders = new SlotHeaders(segment.memory(), results.layout());
        this.resultReader = results.reader();
        this.byReader = resultReader::free;
        this.byGuest =
                slot -> {
                    resultReader.free(slot);
                    resultReader.tellFree();
                };
        this.largeResults = segment.largeResults(spillFiles, StateWord.COORDINATOR);
        this.repair =
                new ShmRepair(
                        segment, spillFiles, largeJobs, jobHeaders, largeResults, resultHeaders);
        this.idleJobs = new IdleMemory(largeJobs.memory(), System.nanoTime());
        this.idleResults = new IdleMemory(largeResults.memory(), System.nanoTime());
    }

    private final class Withdrawal implements SlotTaker {
        @Override
        public void free(int slot) {
            jobs.free(slot, StateWord.COORDINATOR);
        }

        @Override
        public void putBack(int slot) {
            jobs.putBack(slot, StateWord.COORDINATOR, StateWord.COORDINATOR);
        }
    }

    /** A thread that waits for the result of one job. */
    private final class Guest implements IntPredicate {
        private final SlotLease lease = new SlotLease(resultHeaders, byGuest, largeResults);
        private long jobId;

        @Override
        public boolean test(int slot) {
            return resultHeaders.jobId(slot) == jobId;
        }
    }

    private final class JobPutter implements SlotPutter {
        @Override
        public void publish(int slot) {
            jobs.publish(slot, StateWord.COORDINATOR);
        }

        @Override
        public void abandon(int slot) {
            jobs.abandon(slot);
        }
    }

    @Override
    public String address() {
        return directory.path().toString();
    }

    @Override
    public Optional<Path> directory() {
        return Optional.of(directory.path());
    }

    @Override
    public @Nullable JobDraft draftJob(long waitNanos) {
        if (waitNanos <= 0) {
            return draft(0);
        }
        JobDraft draft = draftIn(jobs.claimLikelyFree(StateWord.COORDINATOR));
        if (draft != null) {
            return draft;
        }
        long deadline = System.nanoTime() + waitNanos;
        try {
            if (!waiting.tryLock(waitNanos, TimeUnit.NANOSECONDS)) {
                return null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        try {
            return draft(deadline - System.nanoTime());
        } finally {
            waiting.unlock();
        }
    }

    private @Nullable JobDraft draft(long waitNanos) {
        return draftIn(jobs.claimFree(StateWord.COORDINATOR, waitNanos));
    }

    private @Nullable JobDraft draftIn(int slot) {
        if (slot == SlotTable.NONE) {
            return null;
        }
        try {
            return draftFor(slot).begin(slot, MessageKind.JOB, NO_JOB, 1);
        } catch (Throwable noMemory) {
            // The process lives on, so nobody else would ever release the slot.
            jobs.abandon(slot);
            throw noMemory;
        }
    }

    /** Only one thread has reserved the slot, so only one uses its draft. */
    private SlotDraft draftFor(int slot) {
        SlotDraft draft = drafts.getAcquire(slot);
        if (draft == null) {
            draft =
                    new SlotDraft(
                            jobHeaders, jobs.table(), jobPutter, largeJobs, StateWord.COORDINATOR);
            drafts.setRelease(slot, draft);
        }
        return draft;
    }

    @Override
    public boolean withdraw(long ticket) {
        SlotLease job = claimPublished(ticket);
        if (job == null) {
            return false;
        }
        job.free();
        return true;
    }

    /** Claims a job that no worker has; null if one has it, or had it and is done with it. */
    private @Nullable SlotLease claimPublished(long ticket) {
        int slot = Ticket.slot(ticket);
        long asPublished =
                StateWord.of(Ticket.generation(ticket), StateWord.COORDINATOR, SlotState.FULL);
        // Before the claim: afterwards there may be no memory.
        SlotLease job = new SlotLease(jobHeaders, withdrawal, largeJobs);
        if (!jobs.claimExactly(slot, asPublished, StateWord.COORDINATOR)) {
            return null;
        }
        return job.begin(slot, StateWord.COORDINATOR);
    }

    @Override
    public boolean withdrawUntaken(long ticket) {
        SlotLease job = claimPublished(ticket);
        if (job == null) {
            return false;
        }
        if (job.attempt() > 1) {
            job.putBack(job.attempt());
            return false;
        }
        job.free();
        return true;
    }

    @Override
    public boolean has(long ticket) {
        long word = jobs.word(Ticket.slot(ticket));
        return StateWord.generation(word) == Ticket.generation(ticket);
    }

    @Override
    public @Nullable Lease takeResult(long waitNanos) {
        // Before the take: afterwards there may be no memory.
        SlotLease lease = readersLease;
        if (lease == null || lease.isHeld()) {
            lease = new SlotLease(resultHeaders, byReader, largeResults);
            readersLease = lease;
        }
        int slot = resultReader.take(waitNanos);
        return slot == SlotTable.NONE ? null : lease.begin(slot, results.workerOf(slot));
    }

    @Override
    public @Nullable Lease takeResultOf(long jobId) {
        if (!resultReader.isForGuests()) {
            return null;
        }
        // Before the take: afterwards there may be no memory.
        Guest spare = spareGuest.getAndSet(null);
        Guest guest = spare == null || spare.lease.isHeld() ? new Guest() : spare;
        guest.jobId = jobId;
        int slot = resultReader.takeInPlace(guest);
        if (slot == SlotTable.NONE) {
            spareGuest.set(guest);
            return null;
        }
        guest.lease.begin(slot, results.workerOf(slot));
        spareGuest.set(guest);
        return guest.lease;
    }

    @Override
    public void replaceTaker() {
        // The thread before this one may still hold it.
        readersLease = null;
        flush();
    }

    @Override
    public void flush() {
        resultReader.tellFree();
    }

    @Override
    public void endJobs() {
        segment.endJobs();
    }

    @Override
    public void showHeldJobs(HeldJobs visitor) {
        SemaphoreQueue queue = jobs;
        for (int worker = 1; worker <= segment.workers(); worker++) {
            int slot = queue.heldBy(worker);
            if (slot == SlotTable.NONE) {
                continue;
            }
            long word = queue.word(slot);
            long jobId = jobHeaders.jobId(slot);
            int attempt = jobHeaders.attempt(slot);
            int waits = queue.notes().waits(worker);
            // The plain read above must not move behind the second read of the word.
            VarHandle.acquireFence();
            if (StateWord.is(word, worker, SlotState.CLAIMED) && queue.word(slot) == word) {
                visitor.held(worker, jobId, attempt, waits);
            }
        }
    }

    @Override
    public boolean isLeaving(int worker) {
        return jobs.notes().isLeaving(worker);
    }

    @Override
    public void repair(int worker, Decision decision) {
        repair.run(worker, decision);
    }

    @Override
    public void check() {
        watch.problem()
                .ifPresent(
                        problem -> {
                            throw new BrokenTransportException(problem);
                        });
        segment.answerSpillQuestions(spillFiles.second());
        long now = System.nanoTime();
        idleJobs.check(now);
        idleResults.check(now);
    }

    @Override
    public void close() {
        try {
            segment.discard();
        } finally {
            closeDirectories(spillDirectory, directory);
        }
    }

    /** Closes the spill directory first, because only the private directory says where it is. */
    static void closeDirectories(
            @Nullable CoordinatorSpillDirectory spillDirectory, PrivateDirectory directory) {
        try {
            if (spillDirectory != null) {
                spillDirectory.close();
            }
        } finally {
            directory.close();
        }
    }
}
