package org.sempool.coordinator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.Codec;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.SupervisedEnd;

/** The pump finishes a delivery that failed in a thread that waited for its own job. */
final class DeliveryInPlaceTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final int JOBS = 200;

    private final PendingJobs<byte[]> pending = new PendingJobs<>(JOBS);
    private final List<JobFuture<byte[]>> jobs = new ArrayList<>();
    private final Lease[] leases = new Lease[JOBS];
    private final Set<Long> freed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger freedTwice = new AtomicInteger();
    private final ResultPump<byte[]> pump =
            TestPump.of(new OneAfterTheOther(), pending, Codec.bytes());
    private volatile int next;

    DeliveryInPlaceTest() {
        for (int i = 0; i < JOBS; i++) {
            JobFuture<byte[]> job = new JobFuture<>(new NoPool<>());
            pending.add(job);
            jobs.add(job);
            long id = job.id();
            leases[i] =
                    new ResultLease(
                            id,
                            () -> {
                                if (!freed.add(id)) {
                                    freedTwice.incrementAndGet();
                                }
                            });
        }
    }

    @AfterEach
    void end() {
        pump.end();
        pump.awaitEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind", "payload", "jobId", "sender"})
    void theJobEndsWithItsResultWhereverAnErrorIsThrown(String where) throws Exception {
        leases[0] = throwsOnceIn(where, leases[0], new OutOfMemoryError("in " + where));

        assertThrows(OutOfMemoryError.class, () -> pump.takeResultOf(jobs.getFirst().id()));
        pump.start();

        assertEquals(2, jobs.getFirst().get(PATIENCE_SECONDS, SECONDS).length);
        awaitFreed(1);
    }

    @Test
    void theJobFailsIfThePumpCannotReadTheResultEither() {
        leases[0] = throwsAlwaysInPayload(leases[0]);

        assertThrows(StackOverflowError.class, () -> pump.takeResultOf(jobs.getFirst().id()));
        pump.start();

        assertThrows(
                ExecutionException.class, () -> jobs.getFirst().get(PATIENCE_SECONDS, SECONDS));
    }

    /**
     * After an overflow, each return leaves a little more stack than the one before. There are no
     * callbacks, as the pool's own threads run those: they might overflow, too.
     */
    @Test
    void everyJobEndsOnceWhereverTheStackOverflows() throws Exception {
        Thread deep = new Thread(null, this::dive, "deep", 512 * 1024);
        deep.start();
        deep.join();
        assertEquals(JOBS, next);

        pump.start();

        for (JobFuture<byte[]> job : jobs) {
            assertEquals(2, job.get(PATIENCE_SECONDS, SECONDS).length);
        }
        assertEquals(0, freedTwice.get());
        assertTrue(pending.isEmpty());
    }

    @SuppressWarnings("InfiniteRecursion") // overflows on purpose
    private void dive() {
        try {
            dive();
        } catch (StackOverflowError e) {
            if (next < JOBS) {
                pump.takeResultOf(next + 1L);
            }
            if (next < JOBS) {
                throw e;
            }
        }
    }

    private void awaitFreed(int count) {
        Awaitility.await().until(() -> freed.size() == count);
        assertEquals(0, freedTwice.get());
    }

    private static Lease throwsOnceIn(String where, Lease lease, Error error) {
        CountDownLatch left = new CountDownLatch(1);
        return (Lease)
                Proxy.newProxyInstance(
                        Lease.class.getClassLoader(),
                        new Class<?>[] {Lease.class},
                        (_, method, args) -> {
                            if (method.getName().equals(where) && left.getCount() > 0) {
                                left.countDown();
                                throw error;
                            }
                            try {
                                return method.invoke(lease, args);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static Lease throwsAlwaysInPayload(Lease lease) {
        return (Lease)
                Proxy.newProxyInstance(
                        Lease.class.getClassLoader(),
                        new Class<?>[] {Lease.class},
                        (_, method, args) -> {
                            if (method.getName().equals("payload")) {
                                throw new StackOverflowError();
                            }
                            return method.invoke(lease, args);
                        });
    }

    /**
     * Returns the results in order. Its claim makes no call, so an overflow cannot cut it short.
     */
    private final class OneAfterTheOther implements SupervisedEnd {
        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
        public @Nullable Lease takeResultOf(long jobId) {
            Lease taken = leases[next];
            next++;
            return taken;
        }

        @Override
        public @Nullable Lease takeResult(long waitNanos) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            return null;
        }

        @Override
        public String address() {
            throw new AssertionError();
        }

        @Override
        public @Nullable JobDraft draftJob(long waitNanos) {
            throw new AssertionError();
        }

        @Override
        public boolean withdraw(long ticket) {
            throw new AssertionError();
        }

        @Override
        public boolean withdrawUntaken(long ticket) {
            throw new AssertionError();
        }

        @Override
        public void endJobs() {}

        @Override
        public void showHeldJobs(HeldJobs visitor) {}

        @Override
        public void repair(int worker, Decision recovery) {}

        @Override
        public boolean has(long ticket) {
            return false;
        }

        @Override
        public boolean isLeaving(int worker) {
            return false;
        }

        @Override
        public void close() {}
    }
}
