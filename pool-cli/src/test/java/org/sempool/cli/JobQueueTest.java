package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class JobQueueTest {
    @Test
    void jobsComeInTheirOrderHoweverOftenAllAreUsed() {
        JobQueue queue = new JobQueue(3);
        List<Job> jobs = jobs(3);
        for (int round = 0; round < 10; round++) {
            jobs.forEach(queue::add);
            for (Job job : jobs) {
                assertSame(job, queue.poll());
            }
            assertNull(queue.poll());
        }
    }

    /** Two threads pass few jobs to and fro, so both sleep again and again. */
    @Test
    void aSleeperIsWokenForEachJob() throws Exception {
        JobQueue there = new JobQueue(2);
        JobQueue back = new JobQueue(2);
        int rounds = 20_000;
        Thread other =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < rounds; i++) {
                                            back.add(there.take());
                                        }
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                });
        Job job = new Job(new Line());
        for (int i = 0; i < rounds; i++) {
            there.add(job);
            assertSame(job, back.take());
        }
        other.join();
    }

    @Test
    void eachJobOfManyThreadsIsTakenOnce() throws Exception {
        int threads = 4;
        int each = 5_000;
        JobQueue queue = new JobQueue(threads * each);
        for (int i = 0; i < threads; i++) {
            List<Job> jobs = jobs(each);
            Thread.ofPlatform().daemon().start(() -> jobs.forEach(queue::add));
        }
        Set<Job> taken = new HashSet<>();
        for (int i = 0; i < threads * each; i++) {
            taken.add(queue.take());
        }
        assertEquals(threads * each, taken.size());
        assertNull(queue.pollSoon());
    }

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();

        assertThrows(InterruptedException.class, () -> new JobQueue(1).take());
    }

    private static List<Job> jobs(int count) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(new Job(new Line()));
        }
        return jobs;
    }
}
