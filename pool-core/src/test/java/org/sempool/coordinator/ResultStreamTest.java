package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.PoolClosedException;
import org.sempool.SubmitInterruptedException;

/** A stream keeps enough jobs under way, returns all results, and drops jobs that are not read. */
@Timeout(60)
final class ResultStreamTest {
    private static final int WORKERS = 2;
    private static final int SLOTS = 64;

    /** So many jobs are under way at first, however short they are. */
    private static final int FEW = 2 * WORKERS;

    private final FakePool pool = new FakePool();

    @AfterEach
    void clearInterrupt() {
        var _ = Thread.interrupted();
    }

    private Stream<Integer> stream(boolean ordered) {
        return stream(ordered, SLOTS);
    }

    private Stream<Integer> stream(boolean ordered, int maxUnread) {
        Stream<Integer> jobs = Stream.iterate(0, i -> i + 1);
        StreamWindow window = new StreamWindow(WORKERS, FEW);
        return ordered
                ? ResultStream.ordered(pool, jobs, StreamReading.results(), window, maxUnread)
                : ResultStream.unordered(pool, jobs, StreamReading.results(), window, maxUnread);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFewJobsPerWorkerAreUnderWayAtFirst(boolean ordered) {
        pool.endFirstWhenParked();

        Optional<Integer> first = stream(ordered).findFirst();

        assertEquals(Optional.of(0), first);
        assertEquals(FEW, pool.submitted.size());
    }

    /** Its future is done first, and callbacks of others may take a while before it is counted. */
    @Test
    void aJobThatIsDoneAndStillCountsDoesNotEndTheStream() {
        CountDownLatch counted = new CountDownLatch(1);
        pool.whenSubmitted =
                future -> {
                    int number = pool.submitted.size() - 1;
                    if (number == 0) {
                        var _ = future.whenComplete((_, _) -> await(counted));
                    }
                    Thread.ofPlatform().daemon().start(() -> future.end(number));
                };
        pool.whenParked =
                () -> {
                    if (pool.submitted.getFirst().isDone()) {
                        counted.countDown();
                    }
                };
        StreamWindow window = new StreamWindow(1, 1);

        List<Integer> results =
                ResultStream.ordered(
                                pool, Stream.of(0, 1, 2), StreamReading.results(), window, SLOTS)
                        .toList();

        assertEquals(List.of(0, 1, 2), results);
    }

    private static void await(CountDownLatch latch) {
        try {
            var _ = latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClosedStreamDropsItsJobs(boolean ordered) {
        pool.endFirstWhenParked();

        try (Stream<Integer> results = stream(ordered)) {
            assertEquals(Optional.of(0), results.findFirst());
        }

        assertEquals(FEW - 1, pool.cancelled.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConsumerThatThrowsDropsTheJobs(boolean ordered) {
        pool.endFirstWhenParked();
        IllegalStateException failure = new IllegalStateException("no more");

        IllegalStateException thrown =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                stream(ordered)
                                        .forEach(
                                                _ -> {
                                                    throw failure;
                                                }));

        assertSame(failure, thrown);
        assertEquals(FEW - 1, pool.cancelled.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailedJobIsThrownAndDropsTheOthers(boolean ordered) {
        PoolClosedException failure = new PoolClosedException("over");
        pool.whenParked = () -> pool.submitted.getFirst().endExceptionally(failure);

        PoolClosedException thrown =
                assertThrows(PoolClosedException.class, () -> stream(ordered).toList());

        assertSame(failure, thrown);
        assertEquals(FEW - 1, pool.cancelled.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aForgottenStreamDropsItsJobs(boolean ordered) {
        pool.endFirstWhenParked();
        readOneAndForget(ordered);

        Awaitility.await()
                .untilAsserted(
                        () -> {
                            System.gc();
                            assertEquals(FEW - 1, pool.cancelled.size());
                        });
    }

    private void readOneAndForget(boolean ordered) {
        Iterator<Integer> results = stream(ordered).iterator();
        assertEquals(0, results.next());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamWhoseSourceThrowsDropsItsJobs(boolean ordered) {
        IllegalStateException failure = new IllegalStateException("no such job");
        Stream<Integer> jobs =
                Stream.of(1, 2)
                        .peek(
                                job -> {
                                    if (job == 2) {
                                        throw failure;
                                    }
                                });
        StreamWindow window = new StreamWindow(WORKERS, FEW);
        Stream<Integer> results =
                ordered
                        ? ResultStream.ordered(pool, jobs, StreamReading.results(), window, SLOTS)
                        : ResultStream.unordered(
                                pool, jobs, StreamReading.results(), window, SLOTS);

        assertSame(failure, assertThrows(IllegalStateException.class, results::toList));

        assertEquals(1, pool.cancelled.size());
    }

    @Test
    void moreJobsAreSubmittedWhileTheFirstIsSlow() {
        int most = 20;
        pool.whenParked = () -> pool.endAllButTheFirstOr(most);

        List<Integer> results = stream(true, most).limit(most).toList();

        assertEquals(IntStream.range(0, most).boxed().toList(), results);
        assertEquals(most, pool.submittedBeforeTheFirstEnded);
    }

    @Test
    void aFullQueueDoesNotHoldUpReadyResults() {
        pool.endFirstWhenParked();
        Iterator<Integer> results = stream(true).iterator();
        assertEquals(0, results.next());
        pool.full = true;
        pool.submitted.get(1).end(1);

        assertEquals(1, results.next());

        assertEquals(FEW, pool.submitted.size());
    }

    @Test
    void aJobThatFindsNoRoomIsSubmittedLater() {
        pool.endFirstWhenParked();
        Iterator<Integer> results = stream(true).iterator();
        assertEquals(0, results.next());
        pool.full = true;
        pool.submitted.get(1).end(1);
        assertEquals(1, results.next());
        pool.full = false;
        pool.whenParked = pool::endAll;

        List<Integer> more = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            more.add(results.next());
        }

        assertEquals(IntStream.range(2, 12).boxed().toList(), more);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInterruptEndsTheWaitAndDropsTheJobs(boolean ordered) {
        Stream<Integer> results = stream(ordered);
        Thread.currentThread().interrupt();

        assertThrows(SubmitInterruptedException.class, results::toList);

        assertTrue(Thread.currentThread().isInterrupted());
        assertEquals(FEW, pool.cancelled.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aParkedReaderIsWokenByItsResult(boolean ordered) throws Exception {
        BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
        Thread reader =
                Thread.ofPlatform().start(() -> stream(ordered).limit(20).forEach(read::add));
        for (int i = 0; i < 20; i++) {
            int number = i;
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> pool.submitted.size() > number);
            pool.submitted.get(i).end(i);
            assertEquals(i, read.take());
        }
        reader.join();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyAStreamThatIsReadToTheEndReportsIt(boolean ordered) {
        pool.whenParked = pool::endAll;
        List<Boolean> said = new ArrayList<>();

        assertThrows(
                IllegalStateException.class,
                () ->
                        stream(ordered)
                                .forEach(
                                        result -> {
                                            said.add(pool.isReadToTheEnd());
                                            if (result == 10) {
                                                throw new IllegalStateException("enough");
                                            }
                                        }));
        assertFalse(said.isEmpty());
        assertFalse(said.contains(false));
        assertFalse(pool.isReadToTheEnd(), "not after that");

        stream(ordered).limit(10).forEach(_ -> assertFalse(pool.isReadToTheEnd()));
    }

    @Test
    void unorderedResultsComeInTheOrderOfCompletion() {
        pool.whenParked = () -> pool.submitted.getLast().end(pool.submitted.size() - 1);
        Iterator<Integer> results = stream(false).iterator();

        assertEquals(FEW - 1, results.next());
    }

    /** Records what is submitted; calls back before a reader parks. */
    private static final class FakePool
            implements ResultStream.Source<Integer, Integer>, JobFuture.Hooks<Integer> {
        final List<StreamJobs.Job<Integer>> submitted = new CopyOnWriteArrayList<>();
        final List<JobFuture<Integer>> cancelled = new CopyOnWriteArrayList<>();
        volatile Runnable whenParked = () -> {};
        volatile Consumer<StreamJobs.Job<Integer>> whenSubmitted = _ -> {};
        volatile boolean full;
        volatile int submittedBeforeTheFirstEnded;

        void endFirstWhenParked() {
            AtomicBoolean once = new AtomicBoolean();
            whenParked =
                    () -> {
                        if (once.compareAndSet(false, true)) {
                            submitted.getFirst().end(0);
                        }
                    };
        }

        void endAll() {
            forEachOpen(_ -> true);
        }

        void endAllButTheFirstOr(int most) {
            if (submitted.size() < most) {
                forEachOpen(number -> number > 0);
            } else {
                submittedBeforeTheFirstEnded = submitted.size();
                endAll();
            }
        }

        private void forEachOpen(IntPredicate chosen) {
            for (int i = 0; i < submitted.size(); i++) {
                if (!submitted.get(i).isDone() && chosen.test(i)) {
                    submitted.get(i).end(i);
                }
            }
        }

        boolean isReadToTheEnd() {
            return submitted.getFirst().stream().isReadToTheEnd()
                    || submitted.getLast().stream().isReadToTheEnd();
        }

        @Override
        public StreamJobs.Job<Integer> newJob(StreamJobs<Integer> stream) {
            return new StreamJobs.Job<>(this, stream);
        }

        @Override
        public boolean submit(Integer job, StreamJobs.Job<Integer> future, long waitNanos) {
            if (full) {
                assertEquals(0, waitNanos, "no room will ever be made");
                return false;
            }
            submitted.add(future);
            whenSubmitted.accept(future);
            return true;
        }

        /** Called before each wait. */
        @Override
        public long handled() {
            whenParked.run();
            return 0;
        }

        @Override
        public void drop(StreamJobs<Integer> stream) {
            drop(stream, job -> job.cancel(true));
        }

        private void drop(StreamJobs<Integer> stream, Consumer<StreamJobs.Job<Integer>> action) {
            submitted.stream().filter(job -> job.stream().equals(stream)).forEach(action);
        }

        @Override
        public void waiting(JobFuture<Integer> job) {}

        @Override
        public boolean removePending(JobFuture<Integer> job) {
            return true;
        }

        @Override
        public void cancel(JobFuture<Integer> job, boolean mayInterrupt) {
            assertTrue(mayInterrupt);
            cancelled.add(job);
        }
    }
}
