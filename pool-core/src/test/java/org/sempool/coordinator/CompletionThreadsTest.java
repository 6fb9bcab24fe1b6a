package org.sempool.coordinator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two threads run completions, and more are added only while these block each other. */
final class CompletionThreadsTest {
    private static final long PATIENCE_SECONDS = 30;

    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch unblock = new CountDownLatch(1);
    private final CompletionThreads threads =
            new CompletionThreads(
                    2,
                    TestCompletions.STALL_NANOS,
                    task -> {
                        started.incrementAndGet();
                        return Thread.ofPlatform().daemon().unstarted(task);
                    });
    private long nanos = 1;

    @AfterEach
    void end() {
        unblock.countDown();
        threads.end();
    }

    private record Urgent(Runnable task) implements CompletionThreads.Task {
        @Override
        public boolean isUrgent() {
            return true;
        }

        @Override
        public void run() {
            task.run();
        }
    }

    @Test
    void noThreadIsAddedUnlessTheTwoBlock() {
        for (int i = 0; i < 20; i++) {
            threads.execute(running::incrementAndGet);
        }
        Awaitility.await().until(() -> running.get() == 20);
        stall();

        assertEquals(2, started.get());
    }

    @Test
    void aTaskGetsAThreadIfAllOthersBlock() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        blockBoth();
        threads.execute(done::countDown);
        threads.poll(nanos);
        assertEquals(2, started.get());

        stall();

        assertTrue(done.await(PATIENCE_SECONDS, SECONDS));
    }

    @Test
    void thereIsOneMoreThreadThanBlocked() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            threads.execute(this::block);
        }
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(done::countDown);
        for (int blocked = 2; blocked < 5; blocked++) {
            int expected = blocked;
            Awaitility.await().until(() -> running.get() == expected);
            stall();
        }
        Awaitility.await().until(() -> running.get() == 5);
        stall();

        assertTrue(done.await(PATIENCE_SECONDS, SECONDS));
        assertEquals(6, started.get());
    }

    @Test
    void aTaskThatIsOnlySlowAddsNoThread() {
        blockBoth();
        threads.execute(() -> {});
        threads.poll(nanos);

        threads.poll(nanos + TestCompletions.STALL_NANOS / 2);

        assertEquals(2, started.get());
    }

    @Test
    void anUrgentTaskRunsNext() {
        List<String> order = new CopyOnWriteArrayList<>();
        blockBoth();
        threads.execute(() -> order.add("first"));
        threads.execute(() -> order.add("second"));
        threads.execute(new Urgent(() -> order.add("urgent")));
        assertTrue(order.isEmpty());

        stall();

        Awaitility.await().until(() -> order.size() == 3);
        assertEquals(List.of("urgent", "first", "second"), order);
    }

    @Test
    void aThreadThatCannotBeStartedIsTriedAgain() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger made = new AtomicInteger();
        CompletionThreads poor =
                new CompletionThreads(
                        1,
                        TestCompletions.STALL_NANOS,
                        task ->
                                made.incrementAndGet() == 2
                                        ? new Thread(task) {
                                            @Override
                                            public void start() {
                                                throw new OutOfMemoryError("no native thread");
                                            }
                                        }
                                        : Thread.ofPlatform().daemon().unstarted(task));
        poor.execute(this::block);
        poor.execute(done::countDown);
        for (int poll = 0; poll < 3; poll++) {
            poor.poll(poll * TestCompletions.STALL_NANOS);
        }
        assertFalse(made.get() < 2);
        poor.poll(3 * TestCompletions.STALL_NANOS);

        assertTrue(done.await(PATIENCE_SECONDS, SECONDS));
        poor.end();
    }

    private void blockBoth() {
        threads.execute(this::block);
        threads.execute(this::block);
        Awaitility.await().until(() -> running.get() == 2);
    }

    /** Two polls without progress between them. */
    private void stall() {
        threads.poll(nanos);
        nanos += TestCompletions.STALL_NANOS;
        threads.poll(nanos);
        nanos += 1;
    }

    private void block() {
        running.incrementAndGet();
        try {
            unblock.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
