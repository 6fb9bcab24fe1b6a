package org.sempool.shm;

import org.sempool.claim.StateWord;
import org.sempool.spi.Step;
import org.sempool.spi.SupervisedEnd;

/** Puts right what a dead worker has left in the segment. */
final class ShmRepair {
    private final Segment segment;
    private final SpillFiles spillFiles;
    private final SemaphoreQueue jobs;
    private final LargePayloads largeJobs;
    private final SlotHeaders jobHeaders;
    private final ResultLanes results;
    private final LargePayloads largeResults;
    private final SlotHeaders resultHeaders;

    ShmRepair(
            Segment segment,
            SpillFiles spillFiles,
            LargePayloads largeJobs,
            SlotHeaders jobHeaders,
            LargePayloads largeResults,
            SlotHeaders resultHeaders) {
        this.segment = segment;
        this.spillFiles = spillFiles;
        this.jobs = segment.jobs();
        this.largeJobs = largeJobs;
        this.jobHeaders = jobHeaders;
        this.results = segment.results();
        this.largeResults = largeResults;
        this.resultHeaders = resultHeaders;
    }

    /**
     * Repairs after a worker's death, before its number is used again.
     *
     * <p>Every slot that the dead worker held names it. A result that it published is kept; the job
     * of that result is dropped if the worker had not freed it yet. Each step leaves a state from
     * which the whole repair can start again.
     */
    void run(int worker, SupervisedEnd.Decision decision) {
        dropHalfWrittenResult(worker);
        handBackJobs(worker, decision);
        jobs.forget(worker);
        largeJobs.room().forget(worker);
        results.forget(worker);
        largeResults.room().forget(worker);
        segment.noteProcess(worker, 0);
        Step.REUSE_NUMBER.reached();
    }

    private void dropHalfWrittenResult(int worker) {
        spillFiles.removeResults(worker, (name, inSecond) -> isPublished(worker, name, inSecond));
        Step.DROP_FILES.reached();
        if (results.notes().abandon(worker)) {
            Step.DROP_HALF_RESULT.reached();
        }
    }

    private boolean isPublished(int worker, String spillName, boolean inSecond) {
        return results.lane(worker)
                .anyMatch(
                        slot ->
                                results.table().isIn(slot, SlotState.FULL)
                                        && resultHeaders.hasFile(
                                                slot, worker, spillName, inSecond));
    }

    private void handBackJobs(int worker, SupervisedEnd.Decision decision) {
        for (int slot = 0; slot < jobs.layout().slots(); slot++) {
            if (StateWord.is(jobs.word(slot), worker, SlotState.CLAIMED)) {
                handBack(slot, worker, decision);
                Step.HAND_BACK.reached();
            }
        }
    }

    private void handBack(int slot, int worker, SupervisedEnd.Decision decision) {
        long jobId = jobHeaders.jobId(slot);
        // The order matters: a result leaves the queue only after its job was marked delivered.
        int next =
                hasResult(worker, jobId)
                        ? SupervisedEnd.Decision.DROP
                        : decision.nextAttempt(jobId, jobHeaders.attempt(slot));
        Step.ASK_PENDING.reached();
        if (next == SupervisedEnd.Decision.DROP) {
            removeFile(slot, jobId);
            jobs.free(slot, worker);
        } else {
            // Two writes: if repair is interrupted between them, the next one asks for the attempt
            // again, and nextAttempt repeats its answer.
            jobHeaders.setAttempt(slot, next);
            jobs.putBack(slot, worker, StateWord.COORDINATOR);
        }
    }

    private void removeFile(int slot, long jobId) {
        int kind = jobHeaders.kind(slot);
        if ((kind & SlotHeaders.SPILLED) != 0) {
            spillFiles.remove(
                    SlotHeaders.fileName(jobId, StateWord.COORDINATOR),
                    (kind & SlotHeaders.IN_SECOND) != 0);
        }
    }

    /**
     * Whether the dead worker has published a result of this job, and it was not freed yet. If it
     * was freed, the job was marked as delivered before.
     */
    private boolean hasResult(int worker, long jobId) {
        return results.lane(worker)
                .anyMatch(
                        slot -> {
                            boolean found =
                                    results.table().isIn(slot, SlotState.FULL)
                                            && resultHeaders.jobId(slot) == jobId;
                            Step.LOOK_FOR_RESULT.reached();
                            return found;
                        });
    }
}
