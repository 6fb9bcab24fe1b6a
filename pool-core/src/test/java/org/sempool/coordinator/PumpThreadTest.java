package org.sempool.coordinator;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sempool.Codec;
import org.sempool.spi.SupervisedEnd;

/** Callbacks cannot keep the pump's role in a thread that blocks, nor disturb the next result. */
final class PumpThreadTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PendingJobs<byte[]> pending = new PendingJobs<>(8);
    private final JobFuture<byte[]> first = pendingJob();
    private final JobFuture<byte[]> second = pendingJob();
    private final BlockingQueue<ResultLease> results = new LinkedBlockingQueue<>();
    private final CountDownLatch unblock = new CountDownLatch(1);
    private final CountDownLatch decoding = new CountDownLatch(1);
    private final AtomicInteger threadsMade = new AtomicInteger();
    private final AtomicReference<@Nullable Thread> threadThatTook = new AtomicReference<>();
    private final Set<Thread> takers = ConcurrentHashMap.newKeySet();
    private final Set<Thread> announced = ConcurrentHashMap.newKeySet();
    private volatile boolean blockDecoding;
    private volatile boolean failNextDecode;
    private volatile @Nullable Thread firstMade;
    private final ResultPump<byte[]> pump =
            TestPump.of(
                    channel(),
                    pending,
                    Codec.of(bytes -> bytes, this::decode),
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
    void aCodecThatBlocksDoesNotHoldUpTheNextResult() throws Exception {
        blockDecoding = true;
        pump.start();
        deliver(first);
        assertTrue(decoding.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        blockDecoding = false;

        watchTwice();
        pump.watch(3 * WATCH_NANOS);
        deliver(second);

        assertEquals(2, second.get(PATIENCE_SECONDS, TimeUnit.SECONDS).length);
        assertFalse(first.isDone());
        unblock.countDown();
        assertEquals(2, first.get(PATIENCE_SECONDS, TimeUnit.SECONDS).length);
    }

    @Test
    void aThreadThatHasLostTheRoleTakesNothing() throws Exception {
        CountDownLatch blocked = blockFirst();
        pump.start();
        deliver(first);
        assertTrue(blocked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        Thread loser = requireNonNull(threadThatTook.get());
        watchTwice();
        pump.watch(3 * WATCH_NANOS);
        deliver(second);
        assertEquals(2, second.get(PATIENCE_SECONDS, TimeUnit.SECONDS).length);

        unblock.countDown();

        assertTrue(loser.join(Duration.ofSeconds(PATIENCE_SECONDS)), "it ends");
        assertNotSame(loser, threadThatTook.get());
    }

    /** One that blocks may have lost the role before it comes to the results of others. */
    @Test
    void aThreadThatLosesTheRoleInAnUnfinishedDeliveryTakesNothing() throws Exception {
        CountDownLatch blocked = blockFirst();
        failNextDecode = true;
        deliver(first);
        assertThrows(OutOfMemoryError.class, () -> pump.takeResultOf(first.id()));
        pump.start();
        assertTrue(blocked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        watchTwice();
        pump.watch(3 * WATCH_NANOS);
        deliver(second);
        assertEquals(2, second.get(PATIENCE_SECONDS, TimeUnit.SECONDS).length);
        Thread successor = requireNonNull(threadThatTook.get());
        JobFuture<byte[]> third = pendingJob();

        unblock.countDown();
        assertTrue(requireNonNull(firstMade).join(Duration.ofSeconds(PATIENCE_SECONDS)), "it ends");
        deliver(third);

        assertEquals(2, third.get(PATIENCE_SECONDS, TimeUnit.SECONDS).length);
        assertSame(successor, threadThatTook.get());
        assertEquals(List.of(successor), List.copyOf(takers));
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
                            await(unblock);
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
    private SupervisedEnd channel() {
        return (SupervisedEnd)
                Proxy.newProxyInstance(
                        SupervisedEnd.class.getClassLoader(),
                        new Class<?>[] {SupervisedEnd.class},
                        (_, method, args) -> {
                            return switch (method.getName()) {
                                case "takeResult" -> take((Long) args[0]);
                                case "takeResultOf" -> results.poll();
                                case "replaceTaker" -> {
                                    announced.add(Thread.currentThread());
                                    yield null;
                                }
                                case "flush" -> null;
                                default -> throw new AssertionError(method);
                            };
                        });
    }

    /** Does not clear the interrupt. */
    private @Nullable ResultLease take(long waitNanos) {
        assertTrue(announced.contains(Thread.currentThread()), "it has announced itself");
        takers.add(Thread.currentThread());
        ResultLease taken = poll(waitNanos);
        if (taken != null) {
            threadThatTook.set(Thread.currentThread());
        }
        return taken;
    }

    private @Nullable ResultLease poll(long waitNanos) {
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
                        : made(Thread.ofPlatform().daemon().unstarted(work));
    }

    private Thread made(Thread thread) {
        if (firstMade == null) {
            firstMade = thread;
        }
        return thread;
    }

    private byte[] decode(byte[] payload) {
        if (failNextDecode) {
            failNextDecode = false;
            throw new OutOfMemoryError("for a test");
        }
        if (blockDecoding) {
            decoding.countDown();
            await(unblock);
        }
        return payload;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
