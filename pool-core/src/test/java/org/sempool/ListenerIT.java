package org.sempool;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener is told what happens in a pool, and cannot harm it. */
@Timeout(120)
final class ListenerIT {
    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    private static final class Notes implements PoolListener {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final List<JobEnded> ends = new CopyOnWriteArrayList<>();
        private final List<WorkerDeath> deaths = new CopyOnWriteArrayList<>();

        @Override
        public void jobEnded(JobEnded job) {
            ends.add(job);
        }

        @Override
        public void jobRetried(long id, Optional<String> name, int attempt) {
            events.add("job " + id + " " + name.orElse("") + " attempt " + attempt);
        }

        @Override
        public void workerStarted(int worker, long pid) {
            events.add("worker " + worker + " started");
        }

        @Override
        public void workerReady(int worker, long pid) {
            events.add("worker " + worker + " ready");
        }

        @Override
        public void workerDied(WorkerDeath death) {
            deaths.add(death);
        }

        @Override
        public void poolBroken(PoolException why) {
            events.add("broken");
        }

        @Override
        public void poolClosed() {
            events.add("closed");
        }
    }

    private static WorkerPoolBuilder<String, String> builder(PoolListener listener) {
        return TestPools.builder(TestHandlers.Obey.class).workers(1).listener(listener);
    }

    @Test
    void jobsAndWorkersAreTold() {
        Notes notes = new Notes();
        try (WorkerPool<String, String> pool = builder(notes).attempts(2).build()) {
            assertEquals("1", pool.submit("echo 1", JobOptions.defaults().name("one")).join());
            assertThrows(CompletionException.class, () -> pool.submit("throw x").join());
            assertThrows(CompletionException.class, () -> pool.submit("halt 3").join());
            await().until(() -> notes.deaths.size() == 2);
        }

        JobEnded first = notes.ends.getFirst();
        assertEquals(1, first.id());
        assertEquals(Optional.of("one"), first.name());
        assertEquals(Optional.empty(), first.failure());
        assertEquals(1, first.attempts());
        assertEquals(OptionalInt.of(1), first.worker());
        assertTrue(first.times().orElseThrow().running().isPositive());
        assertEquals(Optional.of(FailureKind.THREW), notes.ends.get(1).failure());
        JobEnded last = notes.ends.get(2);
        assertEquals(Optional.of(FailureKind.WORKER_DIED), last.failure());
        assertEquals(2, last.attempts());
        assertEquals(OptionalInt.empty(), last.worker());
        assertEquals(3, notes.deaths.getFirst().exitCode());
        assertEquals(1, notes.deaths.getFirst().attempt());
        assertEquals("worker 1 started", notes.events.getFirst());
        assertEquals("worker 1 ready", notes.events.get(1));
        assertTrue(notes.events.contains("job 3  attempt 2"), notes.events::toString);
        assertEquals("closed", notes.events.getLast());
    }

    @Test
    void aListenerThatBlocksHoldsUpNothing() {
        CountDownLatch never = new CountDownLatch(1);
        PoolListener blocks =
                new PoolListener() {
                    @Override
                    public void jobEnded(JobEnded job) {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                };
        try (WorkerPool<String, String> pool = builder(blocks).build()) {
            List<String> jobs = Collections.nCopies(10_000, "echo 1");
            assertEquals(10_000, pool.map(jobs).size());
            assertTrue(pool.stats().droppedEvents() > 1_000);
        }
        never.countDown();
    }

    @Test
    void timesAreThoseOfTheHandlers() {
        try (WorkerPool<String, String> pool = builder(new PoolListener() {}).build()) {
            for (int i = 0; i < 3; i++) {
                assertEquals("slept", pool.submit("sleep 200").join());
            }
            PoolStats stats = pool.stats();
            assertEquals(3, stats.runningTimes().count());
            assertTrue(stats.runningTimes().p50().compareTo(Duration.ofMillis(198)) >= 0);
            assertTrue(stats.waitingTimes().max().isPositive());
            assertTrue(stats.deliveringTimes().max().isPositive());
        }
    }
}
