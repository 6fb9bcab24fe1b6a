package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sempool.Codec;
import org.sempool.spi.CoordinatorEnd;

/** Callbacks cannot keep the pump's role in a thread that blocks, nor disturb the next result. */
final class PumpThreadTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PendingJobs<byte[]> pending = new PendingJobs<>(8);
    private final JobFuture<byte[]> first = pendingJob();
    private final JobFuture<byte[]> second = pendingJob();
    private final BlockingQueue<ResultLease> results = new LinkedBlockingQueue<>();
    private final CountDownLatch unblock = new CountDownLatch(1);
    private final AtomicInteger threadsMade = new AtomicInteger();
    private final ResultPump<byte[]> pump =
            new ResultPump<>(
                    channel(),
                    pending,
                    Codec.bytes(),
                    new NoWorkers(),
                    TestCompletions.withoutExecutor(),
                    secondDoesNotStart());

    @AfterEach
    void stop() {
        unblock.countDown();
        pump.end();
        pump.awaitEnd();
    }

    @Test
    void anInterruptThatACallbackLeavesDoesNotReachTheNextResult() throws Exception {
        var _ = first.thenRun(() -> Thread.currentThread().interrupt());
        CompletableFuture<Boolean> interrupted =
                second.thenApply(_ -> Thread.currentThread().isInterrupted());

        pump.start();
        deliver(first);
        deliver(second);

        assertFalse(interrupted.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aThreadThatCannotBeStartedDoesNotTakeTheRole() throws Exception {
        CountDownLatch blocked = blockFirst();
        pump.start();
        deliver(first);
        assertTrue(blocked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));

        watchTwice();
        assertEquals(2, threadsMade.get(), "the second thread was created, and did not start");
        pump.watch(3 * WATCH_NANOS);
        deliver(second);

        assertEquals(2, second.get(PATIENCE_SECONDS, TimeUnit.SECONDS).length);
    }

    @Test
    void aPumpThatReturnsAfterAFailedTakeoverGoesOn() throws Exception {
        CountDownLatch blocked = blockFirst();
        pump.start();
        deliver(first);
        assertTrue(blocked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));

        watchTwice();
        unblock.countDown();
        deliver(second);

        assertEquals(2, second.get(PATIENCE_SECONDS, TimeUnit.SECONDS).length);
    }

    @Test
    void theCountDoesNotReachTheEpoch() {
        long lastOfEpoch3 = (4L << 44) - 2;

        assertEquals((3L << 44) | 1, ResultPump.completing(lastOfEpoch3));
        assertEquals((3L << 44) | 3, ResultPump.completing(3L << 44));
    }

    @Test
    void anInterruptedThreadDoesNotTakeTheResultItself() {
        JobFuture<byte[]> job =
                new JobFuture<>(
                        new JobFuture.Hooks<>() {
                            @Override
                            public void waiting(JobFuture<byte[]> job) {
                                throw new AssertionError("it cannot read a large result");
                            }

                            @Override
                            public boolean removePending(JobFuture<byte[]> job) {
                                return true;
                            }

                            @Override
                            public void cancel(JobFuture<byte[]> job, boolean mayInterrupt) {}
                        });

        Thread.currentThread().interrupt();

        assertThrows(InterruptedException.class, job::get);
    }

    private void watchTwice() {
        pump.watch(WATCH_NANOS);
        pump.watch(2 * WATCH_NANOS);
    }

    private CountDownLatch blockFirst() {
        CountDownLatch blocked = new CountDownLatch(1);
        var _ =
                first.thenRun(
                        () -> {
                            blocked.countDown();
                            try {
                                unblock.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        return blocked;
    }

    private JobFuture<byte[]> pendingJob() {
        JobFuture<byte[]> job = new JobFuture<>(new NoPool<>());
        pending.add(job);
        return job;
    }

    private void deliver(JobFuture<byte[]> job) {
        results.add(new ResultLease(job.id(), () -> {}));
    }

    /** A channel whose wait, like that for a large result, fails when interrupted. */
    private CoordinatorEnd channel() {
        return (CoordinatorEnd)
                Proxy.newProxyInstance(
                        CoordinatorEnd.class.getClassLoader(),
                        new Class<?>[] {CoordinatorEnd.class},
                        (_, method, args) -> {
                            assertEquals("takeResult", method.getName());
                            return take((Long) args[0]);
                        });
    }

    /** Does not clear the interrupt. */
    private ResultLease take(long waitNanos) {
        boolean interrupted = false;
        try {
            return results.poll(waitNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return results.poll();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ThreadFactory secondDoesNotStart() {
        return work ->
                threadsMade.incrementAndGet() == 2
                        ? new Thread(work) {
                            @Override
                            public void start() {
                                throw new OutOfMemoryError("unable to create native thread");
                            }
                        }
                        : Thread.ofPlatform().daemon().unstarted(work);
    }
}
