package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Every job has an id of its own, and is removed once. */
final class PendingJobsTest {
    private static final int CELLS = 32;
    private static final int THREADS = 4;
    private static final int JOBS_EACH = 100_000;

    private final PendingJobs<String> pending = new PendingJobs<>(CELLS / 4);

    @Test
    void aJobIsFoundUntilItIsRemoved() {
        JobFuture<String> job = added();
        JobFuture<String> other = added();

        assertSame(job, pending.get(job.id()));
        assertSame(job, pending.remove(job.id()));
        assertNull(pending.remove(job.id()));
        assertNull(pending.get(job.id()));
        assertEquals(List.of(other), pending.all());
    }

    @Test
    void theNewestJobIsTheOneThatWasAddedLast() {
        JobFuture<String> first = added();
        assertTrue(pending.isNewest(first.id()));

        JobFuture<String> second = added();
        assertFalse(pending.isNewest(first.id()));
        assertTrue(pending.isNewest(second.id()));
    }

    @Test
    void aLongJobKeepsItsCellWhileOthersComeAndGo() {
        JobFuture<String> longJob = added();
        Set<Long> ids = new HashSet<>(Set.of(longJob.id()));
        for (int i = 0; i < 10 * CELLS; i++) {
            JobFuture<String> job = added();
            assertTrue(ids.add(job.id()), "id=" + job.id() + " again");
            assertSame(job, pending.remove(job.id()));
        }

        assertSame(longJob, pending.remove(longJob.id()));
        assertTrue(pending.isEmpty());
    }

    /** A late duplicate of its result must not end another job. */
    @Test
    void aCellsNextJobIsNotFoundByAnEarlierId() {
        JobFuture<String> job = added();
        assertSame(job, pending.remove(job.id()));
        List<JobFuture<String>> later = new ArrayList<>();
        for (int i = 0; i < CELLS; i++) {
            later.add(added());
        }

        assertNull(pending.get(job.id()));
        assertNull(pending.remove(job.id()));
        assertEquals(Set.copyOf(later), Set.copyOf(pending.removeAll()));
        assertTrue(pending.isEmpty());
    }

    @Test
    void jobsOfManyThreadsHaveDifferentIds() throws Exception {
        Set<Long> ids = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<List<Long>>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(this::addAndRemove));
            }
            for (Future<List<Long>> some : all) {
                ids.addAll(some.get(60, TimeUnit.SECONDS));
            }
        }

        assertEquals(THREADS * JOBS_EACH, ids.size());
        assertTrue(pending.isEmpty());
    }

    /** Keeps some under way, so that cells are skipped. */
    private List<Long> addAndRemove() {
        List<Long> ids = new ArrayList<>();
        Deque<JobFuture<String>> underWay = new ArrayDeque<>();
        for (int i = 0; i < JOBS_EACH; i++) {
            JobFuture<String> job = added();
            ids.add(job.id());
            underWay.add(job);
            if (underWay.size() == CELLS / THREADS / 2) {
                removeOne(underWay);
            }
        }
        while (!underWay.isEmpty()) {
            removeOne(underWay);
        }
        return ids;
    }

    private void removeOne(Deque<JobFuture<String>> underWay) {
        JobFuture<String> job = underWay.remove();
        assertSame(job, pending.remove(job.id()));
    }

    private JobFuture<String> added() {
        JobFuture<String> job = new JobFuture<>(new NoPool<>());
        pending.add(job);
        return job;
    }
}
