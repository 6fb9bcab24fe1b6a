package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sempool.Failures;
import org.sempool.PoolClosedException;

/** A job that is failed ends once, and with a reason, even if that cannot be determined. */
final class JobFailuresTest {
    private final PoolClosedException failure = new PoolClosedException("over");

    private final PendingJobs<String> pending = new PendingJobs<>(1);
    private final SideThreads threads = new SideThreads();
    private final JobFailures<String> jobFailures =
            new JobFailures<>(pending, threads, TestCompletions.withoutExecutor(), new JobEnds());

    @SuppressWarnings("NullAway") // it is never cancelled, so it needs no coordinator
    private final JobFuture<String> job = new JobFuture<>(new NoPool<>());

    @Test
    void aFailedJobEnds() {
        pending.add(job);

        jobFailures.fail(job, () -> failure);

        ExecutionException e =
                assertThrows(ExecutionException.class, () -> job.get(10, TimeUnit.SECONDS));
        assertSame(failure, e.getCause());
        assertEquals("job " + job.id() + ": over", failure.getMessage());
        assertTrue(pending.isEmpty());
    }

    @Test
    void noResultCountsAfterAFailure() {
        pending.add(job);

        jobFailures.fail(job, () -> failure);

        assertNull(pending.remove(job.id()), "it is not pending any more when the call returns");
    }

    @Test
    void aJobEndsEvenIfItsReasonCannotBeDetermined() {
        pending.add(job);

        jobFailures.fail(
                job,
                () -> {
                    throw new IllegalStateException("no words");
                });

        ExecutionException e =
                assertThrows(ExecutionException.class, () -> job.get(10, TimeUnit.SECONDS));
        assertEquals("no words", Failures.message(Objects.requireNonNull(e.getCause())));
    }

    @Test
    void aJobThatFailsTooLateIsLeftToTheShutdown() {
        pending.add(job);
        threads.end(0);

        jobFailures.fail(job, () -> failure);

        assertFalse(job.isDone());
        assertEquals(List.of(job), pending.removeAll());
    }
}
