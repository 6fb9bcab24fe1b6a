package org.sempool.shm;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sempool.claim.StateWord;
import org.sempool.directory.DirectoryWatch;
import org.sempool.directory.PrivateDirectory;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.Step;
import org.sempool.wire.MessageKind;

/** The coordinator's end: owns the segment, puts jobs, takes results, repairs after deaths. */
final class ShmCoordinatorEnd implements CoordinatorEnd {
    private static final long NO_JOB = 0;

    private final PrivateDirectory directory;
    private final Segment segment;
    private final DirectoryWatch watch;
    private final @Nullable CoordinatorSpillDirectory spillDirectory;
    private final SpillFiles spillFiles;
    private final QueueEnd jobs;
    private final QueueEnd results;
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
        this.jobs = segment.jobsEnd(spillFiles, StateWord.COORDINATOR);
        this.results = segment.resultsEnd(spillFiles, StateWord.COORDINATOR);
        this.idleJobs = new IdleMemory(segment, segment.jobs(), System.nanoTime());
        this.idleResults = new IdleMemory(segment, segment.results(), System.nanoTime());
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
        JobDraft draft = jobs.draftAtOnce(MessageKind.JOB, NO_JOB, 1);
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
        return jobs.draft(MessageKind.JOB, NO_JOB, 1, waitNanos);
    }

    @Override
    public boolean withdraw(long ticket) {
        int slot = Ticket.slot(ticket);
        long asPublished =
                StateWord.of(Ticket.generation(ticket), StateWord.COORDINATOR, SlotState.FULL);
        if (!jobs.queue().claimExactly(slot, asPublished, StateWord.COORDINATOR)) {
            return false;
        }
        jobs.leaseClaimed(slot).free();
        return true;
    }

    @Override
    public boolean has(long ticket) {
        long word = jobs.queue().word(Ticket.slot(ticket));
        return StateWord.generation(word) == Ticket.generation(ticket);
    }

    @Override
    public @Nullable Lease takeResult(long waitNanos) {
        return results.lease(waitNanos);
    }

    @Override
    public @Nullable Lease takeResultOf(long jobId) {
        return results.leaseInPlaceOfSleeper(jobId);
    }

    @Override
    public void endJobs() {
        segment.endJobs();
    }

    @Override
    public void showHeldJobs(HeldJobs visitor) {
        SemaphoreQueue queue = jobs.queue();
        for (int worker = 1; worker <= segment.workers(); worker++) {
            int slot = queue.heldBy(worker);
            if (slot == SlotTable.NONE) {
                continue;
            }
            long word = queue.word(slot);
            long jobId = jobs.jobIdIn(slot);
            int attempt = jobs.attemptIn(slot);
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
        return jobs.queue().notes().isLeaving(worker);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Every slot that the dead worker held names it. A result that it published is kept; the job
     * of that result is dropped if the worker had not freed it yet. Each step leaves a state from
     * which the whole repair can start again.
     */
    @Override
    public void repair(int worker, Decision decision) {
        dropHalfWrittenResults(worker);
        handBackJobs(worker, decision);
        jobs.forget(worker);
        results.forget(worker);
        segment.noteProcess(worker, 0);
        Step.REUSE_NUMBER.reached();
    }

    private void dropHalfWrittenResults(int worker) {
        spillFiles.removeResults(worker, (name, inSecond) -> isPublished(worker, name, inSecond));
        Step.DROP_FILES.reached();
        SemaphoreQueue queue = results.queue();
        for (int slot = 0; slot < queue.layout().slots(); slot++) {
            if (StateWord.is(queue.word(slot), worker, SlotState.WRITING)) {
                queue.abandon(slot, worker);
                Step.DROP_HALF_RESULT.reached();
            }
        }
    }

    private boolean isPublished(int worker, String spillName, boolean inSecond) {
        SemaphoreQueue queue = results.queue();
        for (int slot = 0; slot < queue.layout().slots(); slot++) {
            if (isResult(queue.word(slot)) && results.hasFile(slot, worker, spillName, inSecond)) {
                return true;
            }
        }
        return false;
    }

    private void handBackJobs(int worker, Decision decision) {
        SemaphoreQueue queue = jobs.queue();
        for (int slot = 0; slot < queue.layout().slots(); slot++) {
            if (StateWord.is(queue.word(slot), worker, SlotState.CLAIMED)) {
                handBack(slot, worker, decision);
                Step.HAND_BACK.reached();
            }
        }
    }

    private void handBack(int slot, int worker, Decision decision) {
        long jobId = jobs.jobIdIn(slot);
        // The order matters: a result leaves the queue only after its job was marked delivered.
        int next =
                hasResult(jobId)
                        ? Decision.DROP
                        : decision.nextAttempt(jobId, jobs.attemptIn(slot));
        Step.ASK_PENDING.reached();
        if (next == Decision.DROP) {
            jobs.removeFile(slot);
            jobs.queue().free(slot, worker);
        } else {
            // Two writes: if repair is interrupted between them, the next one asks for the attempt
            // again, and nextAttempt repeats its answer.
            jobs.setAttempt(slot, next);
            jobs.queue().putBack(slot, worker, StateWord.COORDINATOR);
        }
    }

    private boolean hasResult(long jobId) {
        SemaphoreQueue queue = results.queue();
        for (int slot = 0; slot < queue.layout().slots(); slot++) {
            long word = queue.word(slot);
            boolean found = isResult(word) && results.jobIdIn(slot) == jobId;
            Step.LOOK_FOR_RESULT.reached();
            // The pump may claim it meanwhile; it stays the same message until it is freed.
            if (found && StateWord.generation(queue.word(slot)) == StateWord.generation(word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isResult(long word) {
        return StateWord.state(word) == SlotState.FULL
                || StateWord.state(word) == SlotState.CLAIMED;
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
