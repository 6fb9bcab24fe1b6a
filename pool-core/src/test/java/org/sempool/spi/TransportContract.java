package org.sempool.spi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;

/**
 * Every transport delivers each message once, bounds its queues and repairs after deaths; both ends
 * are in one process here.
 */
public abstract class TransportContract {
    protected static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);
    protected static final int SLOTS = 4;
    protected static final int SLOT_BYTES = 128;
    protected static final byte[] PAYLOAD = {1, 2, 3};

    private final Transport transport;
    private CoordinatorEnd coordinator;
    private WorkerEnd one;
    private WorkerEnd other;

    protected TransportContract(Transport transport) {
        this.transport = transport;
    }

    protected abstract Map<String, String> options();

    /** The settings to open a channel with. */
    protected TransportConfig config(int workers, int slots) {
        return new TransportConfig("handler", workers, slots, SLOT_BYTES, options());
    }

    protected abstract CoordinatorEnd open(TransportConfig config) throws IOException;

    protected abstract WorkerEnd attach(CoordinatorEnd end, int worker) throws IOException;

    /** Asserts that nothing is left of any message, after all were freed. */
    protected abstract void assertNothingIsKept() throws IOException;

    protected CoordinatorEnd coordinator() {
        return coordinator;
    }

    protected final WorkerEnd one() {
        return one;
    }

    protected final WorkerEnd other() {
        return other;
    }

    protected final Transport transport() {
        return transport;
    }

    @BeforeEach
    void open() throws IOException {
        coordinator = open(config(2, SLOTS));
        one = attach(coordinator, 1);
        other = attach(coordinator, 2);
    }

    @AfterEach
    void close() {
        StepHook.clear();
        one.close();
        other.close();
        coordinator.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SLOT_BYTES - 1, SLOT_BYTES, SLOT_BYTES + 1, 300_000, 5_000_000})
    void aPayloadOfAnySizeTravelsThereAndBack(int size) throws IOException {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);

        submit(7, payload);
        Lease job = take(one);
        assertEquals(7, job.jobId());
        assertEquals(1, job.attempt());
        assertEquals(MessageKind.JOB, job.kind());
        byte[] input = job.payload().getBytes();
        assertArrayEquals(payload, input);
        reply(one, MessageKind.RESULT, job, input);
        free(one, job);

        Lease result = result();
        assertEquals(7, result.jobId());
        assertEquals(MessageKind.RESULT, result.kind());
        assertArrayEquals(payload, result.payload().getBytes());
        result.free();
        assertNothingIsKept();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300_000})
    void anInterruptDoesNotDisturbMessagesAndStaysSet(int size) throws IOException {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        Thread.currentThread().interrupt();
        try {
            submit(7, payload);
            Lease job = take(one);
            reply(one, MessageKind.RESULT, job, job.payload().getBytes());
            free(one, job);
            Lease result = result();
            assertArrayEquals(payload, result.payload().getBytes());
            result.free();
            assertTrue(Thread.currentThread().isInterrupted(), "the interrupt flag stays set");
        } finally {
            var _ = Thread.interrupted();
        }
        assertNothingIsKept();
    }

    @Test
    void aPayloadCanBeReadByAnotherThreadWhateverItsSize() throws Exception {
        for (int size : new int[] {1, 300_000}) {
            submit(size, new byte[size]);
            Lease job = take(one);
            MemorySegment view = job.payload().rest();
            long[] sum = {-1};
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> sum[0] = view.byteSize() + view.get(JAVA_BYTE, 0));
            reader.join();
            assertEquals(size, sum[0]);
            free(one, job);
        }
    }

    @Test
    void jobsAreTakenInTheOrderOfTheirPuts() {
        for (int id = 1; id <= SLOTS; id++) {
            submit(id, PAYLOAD);
        }
        for (int id = 1; id <= SLOTS; id++) {
            WorkerEnd worker = id % 2 == 0 ? one : other;
            Lease job = take(worker);
            assertEquals(id, job.jobId());
            free(worker, job);
        }
    }

    @Test
    void unfinishedJobsCountForTheBoundOfTheQueue() {
        for (int id = 1; id <= SLOTS; id++) {
            submit(id, PAYLOAD);
        }

        assertNull(coordinator.draftJob(0));
        Lease job = take(one);
        assertNull(coordinator.draftJob(0), "a running job still counts");
        free(one, job);

        Draft draft = coordinator.draftJob(LONG_NANOS);
        assertNotNull(draft);
        draft.abandon();
    }

    @Test
    void flagsArriveAndStayWithTheJobAndTheNextMessageHasNone() {
        for (int i = 0; i < 2 * SLOTS; i++) {
            int flags = i % 2 == 0 ? MessageFlags.TIMED | MessageFlags.OPTIONS : MessageFlags.NONE;
            JobDraft draft = Objects.requireNonNull(coordinator.draftJob(0));
            draft.setJobId(i + 1);
            if (flags != MessageFlags.NONE) {
                draft.setFlags(flags);
            }
            draft.payload().putBytes(new byte[(i % 3) * SLOT_BYTES]);
            draft.publish();
            putBack(one, take(one), 2);
            Lease job = take(one);

            Draft result =
                    Objects.requireNonNull(
                            one.draftResult(MessageKind.FAILURE, job.jobId(), job.attempt(), 0));
            if (flags != MessageFlags.NONE) {
                result.setFlags(MessageFlags.TIMED);
            }
            result.payload().putBytes(PAYLOAD);
            result.publish();

            assertEquals(MessageKind.JOB, job.kind());
            assertEquals(2, job.attempt());
            assertEquals(flags, job.flags());
            free(one, job);
            Lease message = result();
            assertEquals(MessageKind.FAILURE, message.kind());
            assertEquals(2, message.attempt());
            assertEquals(flags & MessageFlags.TIMED, message.flags());
            message.free();
        }
    }

    @Test
    void anAbandonedJobIsNeverSeen() throws IOException {
        Draft draft = Objects.requireNonNull(coordinator.draftJob(0));
        draft.payload().putBytes(new byte[10 * SLOT_BYTES]);
        draft.abandon();
        submit(2, PAYLOAD);

        Lease job = take(one);
        assertEquals(2, job.jobId());
        free(one, job);
        assertNull(one.takeJob(0));
        assertNothingIsKept();
    }

    @Test
    void aJobCanBeWithdrawnUntilAWorkerTakesIt() throws IOException {
        long first = submit(1, new byte[10 * SLOT_BYTES]);
        long second = submit(2, PAYLOAD);

        assertTrue(coordinator.withdraw(first));
        assertFalse(coordinator.withdraw(first), "a job can be withdrawn only once");
        Lease job = take(one);

        assertEquals(2, job.jobId());
        assertFalse(coordinator.withdraw(second));
        free(one, job);
        assertNull(one.takeJob(0));
        assertNothingIsKept();
    }

    @Test
    void withoutAWaitAnEmptyQueueAnswersAtOnce() {
        assertNull(one.takeJob(0));
        assertNull(coordinator.takeResult(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10 * SLOT_BYTES})
    void aJobThatIsPutBackIsTakenAgainAsItsNextAttempt(int size) throws IOException {
        byte[] payload = new byte[size];
        payload[1] = 7;
        submit(5, payload);

        putBack(one, take(one), 2);

        Lease again = take(other);
        assertEquals(5, again.jobId());
        assertEquals(2, again.attempt());
        assertArrayEquals(payload, again.payload().getBytes());
        free(other, again);
        fillAndDrain();
    }

    @Test
    void aJobThatWasPutBackCanStillBeWithdrawn() throws IOException {
        JobDraft draft = Objects.requireNonNull(coordinator.draftJob(0));
        draft.setJobId(5);
        long ticket = draft.ticket();
        draft.publish();
        putBack(one, take(one), 2);

        assertTrue(coordinator.withdraw(ticket));

        assertNull(other.takeJob(0));
        fillAndDrain();
    }

    @Test
    void aJobThatWasEverTakenIsNoLongerUntaken() throws IOException {
        long first = submit(1, new byte[10 * SLOT_BYTES]);
        long second = submit(2, new byte[10 * SLOT_BYTES]);

        Lease job = take(one);
        assertFalse(coordinator.withdrawUntaken(first), "it is held");
        putBack(one, job, 2);
        assertFalse(coordinator.withdrawUntaken(first), "it was put back");
        assertTrue(coordinator.withdrawUntaken(second));
        assertFalse(coordinator.withdrawUntaken(second), "it was withdrawn");

        Lease again = take(other);
        assertEquals(1, again.jobId());
        assertEquals(2, again.attempt());
        assertEquals(10 * SLOT_BYTES, again.payload().getBytes().length);
        free(other, again);
        assertNull(one.takeJob(0));
        fillAndDrain();
    }

    @Test
    void theQueueHasAJobUntilItIsFreedOrWithdrawn() {
        long first = submit(1, PAYLOAD);
        assertTrue(coordinator.has(first), "it waits");

        Lease job = take(one);
        assertTrue(coordinator.has(first), "it is held");
        putBack(one, job, 2);
        assertTrue(coordinator.has(first), "it is put back");
        Lease again = take(other);
        assertTrue(coordinator.has(first), "it is held again");
        long second = submit(2, PAYLOAD);
        free(other, again);

        Awaitility.await("it is freed").until(() -> !coordinator.has(first));
        assertTrue(coordinator.has(second));
        assertTrue(coordinator.withdraw(second));
        assertFalse(coordinator.has(second), "it is withdrawn");
    }

    @Test
    void anUnknownOptionIsRefusedByName() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                transport.check(
                                        new TransportConfig(
                                                "handler", 1, 1, 128, Map.of("colour", "red"))));

        assertTrue(String.valueOf(e.getMessage()).contains("colour"));
    }

    /** Asserts that at rest both queues can be filled, twice; results by both workers. */
    protected final void fillAndDrain() throws IOException {
        assertNothingIsKept();
        WorkerEnd successor = attach(coordinator, 1);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < SLOTS; i++) {
                submit(100 + round * SLOTS + i, PAYLOAD);
            }
            assertNull(coordinator.draftJob(0));
            for (int i = 0; i < SLOTS; i++) {
                WorkerEnd worker = i % 2 == 0 ? successor : other;
                Lease job = take(worker);
                reply(worker, MessageKind.RESULT, job, PAYLOAD);
                free(worker, job);
            }
            assertResultsAreFull(successor, other);
            for (int i = 0; i < SLOTS; i++) {
                result().free();
            }
        }
        successor.close();
    }

    /** Asserts that these workers have no room for results, if the transport bounds them. */
    protected void assertResultsAreFull(WorkerEnd... workers) {
        for (WorkerEnd worker : workers) {
            assertNull(worker.draftResult(MessageKind.RESULT, 1, 1, 0));
        }
    }

    protected final long submit(long jobId, byte[] payload) {
        JobDraft draft = coordinator.draftJob(LONG_NANOS);
        assertNotNull(draft);
        draft.setJobId(jobId);
        draft.payload().putBytes(payload);
        long ticket = draft.ticket();
        draft.publish();
        return ticket;
    }

    protected static Lease take(WorkerEnd worker) {
        return await(() -> worker.takeJob(LONG_NANOS));
    }

    /** A wait may be shorter than requested, and ends at once in an interrupted thread. */
    protected static <T> T await(Supplier<@Nullable T> call) {
        long deadline = System.nanoTime() + LONG_NANOS;
        T result = call.get();
        while (result == null && System.nanoTime() - deadline < 0) {
            result = call.get();
        }
        return Objects.requireNonNull(result, "nothing came in time");
    }

    protected static void reply(WorkerEnd worker, MessageKind kind, Lease job, byte[] payload) {
        Draft draft = await(() -> worker.draftResult(kind, job.jobId(), job.attempt(), LONG_NANOS));
        draft.payload().putBytes(payload);
        draft.publish();
    }

    protected static void free(WorkerEnd worker, Lease job) {
        job.free();
        worker.flush();
    }

    protected static void putBack(WorkerEnd worker, Lease job, int attempt) {
        job.putBack(attempt);
        worker.flush();
    }

    protected final Lease result() {
        return await(() -> coordinator.takeResult(LONG_NANOS));
    }
}
