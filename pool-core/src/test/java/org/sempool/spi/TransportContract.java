package org.sempool.spi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.spi.CoordinatorEnd.Decision;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;

/**
 * Every transport delivers each message once, bounds its queues and repairs after deaths; both ends
 * are in one process here.
 */
public abstract class TransportContract {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int SLOTS = 4;
    protected static final int SLOT_BYTES = 128;
    private static final byte[] PAYLOAD = {1, 2, 3};

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

    /** The steps at which this transport's repair can be interrupted. */
    protected abstract Set<Step> repairSteps();

    /** Asserts that nothing is left of any message, after all were freed. */
    protected abstract void assertNothingIsKept() throws IOException;

    protected final CoordinatorEnd coordinator() {
        return coordinator;
    }

    @BeforeEach
    void open() throws IOException {
        coordinator = transport.open(config(2, SLOTS));
        one = transport.attach(coordinator.address(), 1);
        other = transport.attach(coordinator.address(), 2);
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
        job.free();

        Lease result = result();
        assertEquals(7, result.jobId());
        assertEquals(1, result.sender());
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
            Lease job = Objects.requireNonNull(one.takeJob(0));
            reply(one, MessageKind.RESULT, job, job.payload().getBytes());
            job.free();
            Lease result = Objects.requireNonNull(coordinator.takeResult(0));
            assertArrayEquals(payload, result.payload().getBytes());
            result.free();
            assertTrue(Thread.currentThread().isInterrupted(), "the interrupt flag stays set");
        } finally {
            var _ = Thread.interrupted();
        }
        assertNothingIsKept();
    }

    @Test
    void aChannelOpensDespiteAnInterruptWhichStaysSet() throws IOException {
        Thread.currentThread().interrupt();
        try (CoordinatorEnd opened =
                transport.open(new TransportConfig("handler", 1, 2, SLOT_BYTES, Map.of()))) {
            assertTrue(Thread.interrupted(), "the interrupt flag stays set");
            assertNull(opened.takeResult(0));
        } finally {
            var _ = Thread.interrupted();
        }
    }

    @Test
    void aPayloadCanBeReadByAnotherThreadWhateverItsSize() throws Exception {
        for (int size : new int[] {1, 300_000}) {
            submit(7, new byte[size]);
            Lease job = take(one);
            MemorySegment view = job.payload().rest();
            long[] sum = {-1};
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> sum[0] = view.byteSize() + view.get(JAVA_BYTE, 0));
            reader.join();
            assertEquals(size, sum[0]);
            job.free();
        }
    }

    @Test
    void jobsAreTakenInTheOrderOfTheirPuts() {
        for (int id = 1; id <= SLOTS; id++) {
            submit(id, PAYLOAD);
        }
        for (int id = 1; id <= SLOTS; id++) {
            Lease job = take(id % 2 == 0 ? one : other);
            assertEquals(id, job.jobId());
            job.free();
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
        job.free();

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
            take(one).putBack(2);
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
            job.free();
            Lease message = Objects.requireNonNull(coordinator.takeResult(0));
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
        job.free();
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
        job.free();
        assertNull(one.takeJob(0));
        assertNothingIsKept();
    }

    @Test
    void withoutAWaitAnEmptyQueueAnswersAtOnce() {
        assertNull(one.takeJob(0));
        assertNull(coordinator.takeResult(0));
    }

    @Test
    void workersSeeThatNoMoreJobsWillCome() {
        assertFalse(one.jobsEnded());

        coordinator.endJobs();

        assertTrue(one.jobsEnded());
        assertTrue(other.jobsEnded());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10 * SLOT_BYTES})
    void theJobOfADeadWorkerGoesToAnother(int size) {
        byte[] payload = new byte[size];
        submit(5, payload);
        Lease lost = take(one);
        assertEquals(5, lost.jobId());

        List<String> asked = new ArrayList<>();
        coordinator.repair(
                1,
                (jobId, attempt) -> {
                    asked.add(jobId + "/" + attempt);
                    return attempt + 1;
                });
        coordinator.repair(1, (_, _) -> fail("nothing is left to repair"));

        assertEquals(List.of("5/1"), asked);
        Lease again = take(other);
        assertEquals(5, again.jobId());
        assertEquals(2, again.attempt());
        assertArrayEquals(payload, again.payload().getBytes());
        again.free();
    }

    @Test
    void theJobOfADeadWorkerIsDroppedIfItIsNotWanted() throws IOException {
        submit(5, new byte[10 * SLOT_BYTES]);
        var _ = take(one);

        coordinator.repair(1, (_, _) -> Decision.DROP);

        assertNull(other.takeJob(0));
        fillAndDrain();
    }

    @Test
    void aResultOfADeadWorkerIsKeptAndItsJobDoesNotRunAgain() throws IOException {
        submit(5, PAYLOAD);
        Lease job = take(one);
        byte[] large = new byte[10 * SLOT_BYTES];
        large[17] = 1;
        reply(one, MessageKind.RESULT, job, large);
        // Dies here: published, not freed.

        coordinator.repair(1, (_, _) -> fail("the job has its result"));

        assertNull(other.takeJob(0));
        Lease result = result();
        assertEquals(5, result.jobId());
        assertArrayEquals(large, result.payload().getBytes());
        result.free();
        fillAndDrain();
    }

    /** The model has found this order of steps. */
    @Test
    void aResultThatIsTakenWhileRepairLooksForItCounts() throws IOException {
        submit(5, PAYLOAD);
        Lease job = take(one);
        reply(one, MessageKind.RESULT, job, PAYLOAD);
        // Dies here: published, not freed.

        List<Lease> taken = new ArrayList<>();
        StepHook.set(
                step -> {
                    if (step == Step.LOOK_FOR_RESULT && taken.isEmpty()) {
                        taken.add(Objects.requireNonNull(coordinator.takeResult(0)));
                    }
                });
        coordinator.repair(1, (_, _) -> fail("the job has its result"));

        assertEquals(5, taken.getFirst().jobId());
        taken.getFirst().free();
        fillAndDrain();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void repairThatIsInterruptedAtAnyStepCanRunAgain(Step step) throws IOException {
        Assumptions.assumeTrue(repairSteps().contains(step), "not a step of this repair");
        submit(1, PAYLOAD);
        submit(2, new byte[10 * SLOT_BYTES]);
        var _ = take(one);
        var _ = take(one);
        Draft half = Objects.requireNonNull(one.draftResult(MessageKind.RESULT, 1, 1, 0));
        half.payload().putBytes(new byte[10 * SLOT_BYTES]);
        // Dies here: two jobs, and half a result.

        StepHook.set(
                reached -> {
                    if (reached == step) {
                        throw new IllegalStateException("cut short");
                    }
                });
        assertThrows(IllegalStateException.class, () -> coordinator.repair(1, (_, _) -> 2));
        StepHook.clear();
        coordinator.repair(1, (_, _) -> 2);

        for (int i = 0; i < 2; i++) {
            Lease again = take(other);
            assertEquals(2, again.attempt());
            again.free();
        }
        fillAndDrain();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10 * SLOT_BYTES})
    void aHalfWrittenResultOfADeadWorkerIsDropped(int size) throws IOException {
        submit(5, PAYLOAD);
        Lease job = take(one);
        Draft draft = Objects.requireNonNull(one.draftResult(MessageKind.RESULT, 5, 1, 0));
        draft.payload().putBytes(new byte[size]);
        // Dies here: not published.

        coordinator.repair(1, (_, attempt) -> attempt + 1);

        assertNull(coordinator.takeResult(0));
        assertEquals(5, job.jobId());
        Lease again = take(other);
        assertEquals(2, again.attempt());
        again.free();
        fillAndDrain();
    }

    @Test
    void repairLeavesTheOtherWorkersAlone() throws IOException {
        submit(1, PAYLOAD);
        submit(2, PAYLOAD);
        var _ = take(one);
        Lease alive = take(other);

        coordinator.repair(1, (_, _) -> Decision.DROP);

        assertEquals(2, alive.jobId());
        reply(other, MessageKind.RESULT, alive, PAYLOAD);
        alive.free();
        Lease result = result();
        assertEquals(2, result.jobId());
        result.free();
        fillAndDrain();
    }

    @Test
    void repairThatIsInterruptedAtADecisionCanRunAgain() throws IOException {
        submit(1, PAYLOAD);
        submit(2, PAYLOAD);
        var _ = take(one);
        var _ = take(one);
        List<Long> asked = new ArrayList<>();
        assertThrows(
                IllegalStateException.class,
                () ->
                        coordinator.repair(
                                1,
                                (jobId, _) -> {
                                    asked.add(jobId);
                                    if (asked.size() == 2) {
                                        throw new IllegalStateException("cut short");
                                    }
                                    return 2;
                                }));

        coordinator.repair(1, (_, _) -> 2);

        for (int i = 0; i < 2; i++) {
            Lease again = take(other);
            assertEquals(2, again.attempt());
            again.free();
        }
        fillAndDrain();
    }

    @Test
    void heldJobsAreShownWithTheirWorkers() throws IOException {
        submit(1, PAYLOAD);
        submit(2, PAYLOAD);
        submit(3, PAYLOAD);
        assertEquals(Set.of(), held());

        Lease first = take(one);
        Lease second = take(other);

        assertEquals(Set.of("1: 1/1", "2: 2/1"), held());
        first.free();
        second.free();
        assertEquals(Set.of(), held());
        take(one).free();
        fillAndDrain();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10 * SLOT_BYTES})
    void aJobThatIsPutBackIsTakenAgainAsItsNextAttempt(int size) throws IOException {
        byte[] payload = new byte[size];
        payload[1] = 7;
        submit(5, payload);

        take(one).putBack(2);

        Lease again = take(other);
        assertEquals(5, again.jobId());
        assertEquals(2, again.attempt());
        assertArrayEquals(payload, again.payload().getBytes());
        assertEquals(Set.of("2: 5/2"), held());
        again.free();
        fillAndDrain();
    }

    @Test
    void aWorkerMayDieJustAfterItPutAJobBack() throws IOException {
        submit(5, PAYLOAD);
        Lease job = take(one);
        assertNull(other.takeJob(0), "it is held");
        StepHook.set(
                step -> {
                    if (step == Step.PUT_BACK) {
                        throw new IllegalStateException("dies here");
                    }
                });
        assertThrows(IllegalStateException.class, () -> job.putBack(2));
        StepHook.clear();

        coordinator.repair(1, (_, _) -> fail("it holds no job"));

        Lease again = take(other);
        assertEquals(2, again.attempt());
        again.free();
        fillAndDrain();
    }

    @Test
    void aJobThatWasPutBackCanStillBeWithdrawn() throws IOException {
        JobDraft draft = Objects.requireNonNull(coordinator.draftJob(0));
        draft.setJobId(5);
        long ticket = draft.ticket();
        draft.publish();
        take(one).putBack(2);

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
        job.putBack(2);
        assertFalse(coordinator.withdrawUntaken(first), "it was put back");
        assertTrue(coordinator.withdrawUntaken(second));
        assertFalse(coordinator.withdrawUntaken(second), "it was withdrawn");

        Lease again = take(other);
        assertEquals(1, again.jobId());
        assertEquals(2, again.attempt());
        assertEquals(10 * SLOT_BYTES, again.payload().getBytes().length);
        again.free();
        assertNull(one.takeJob(0));
        fillAndDrain();
    }

    @Test
    void theQueueHasAJobUntilItIsFreedOrWithdrawn() {
        long first = submit(1, PAYLOAD);
        long second = submit(2, PAYLOAD);
        assertTrue(coordinator.has(first), "it waits");

        Lease job = take(one);
        assertTrue(coordinator.has(first), "it is held");
        job.putBack(2);
        assertTrue(coordinator.has(first), "it is put back");
        Lease again = take(other);
        assertEquals(1, again.jobId());
        assertTrue(coordinator.has(first), "it is held again");
        again.free();

        assertFalse(coordinator.has(first), "it is freed");
        assertTrue(coordinator.has(second));
        assertTrue(coordinator.withdraw(second));
        assertFalse(coordinator.has(second), "it is withdrawn");
    }

    private Set<String> held() {
        Set<String> held = new HashSet<>();
        coordinator.showHeldJobs(
                (worker, jobId, attempt, _) -> held.add(worker + ": " + jobId + "/" + attempt));
        return held;
    }

    @Test
    void aWorkersWaitForRoomForItsResultIsVisible() throws Exception {
        int results = 0;
        submit(1, PAYLOAD);
        Lease job = take(one);
        Draft draft = one.draftResult(MessageKind.RESULT, 1, 1, 0);
        while (draft != null) {
            draft.payload().putBytes(PAYLOAD);
            draft.publish();
            job.free();
            results++;
            submit(results + 1, PAYLOAD);
            job = take(one);
            draft = one.draftResult(MessageKind.RESULT, results + 1, 1, 0);
        }
        Lease held = job;
        int before = waits(1);
        assertEquals(0, before % 2, "it runs");
        assertNull(one.draftResult(MessageKind.RESULT, held.jobId(), 1, 0));
        assertEquals(before, waits(1), "a call without a wait does not count");

        Thread waiting =
                Thread.ofPlatform().start(() -> reply(one, MessageKind.RESULT, held, PAYLOAD));
        Awaitility.await("it waits").until(() -> waits(1) % 2 != 0);
        result().free();
        waiting.join();

        int after = waits(1);
        assertEquals(0, after % 2, "the wait is over");
        assertNotEquals(before, after, "the wait was counted");
        held.free();
        for (int i = 0; i < results; i++) {
            result().free();
        }
        fillAndDrain();
    }

    @Test
    void aLeavingWorkerIsReportedUntilItsRepair() {
        assertFalse(coordinator.isLeaving(1));

        one.noteLeaving();

        assertTrue(coordinator.isLeaving(1));
        assertFalse(coordinator.isLeaving(2));
        coordinator.repair(1, (_, _) -> fail("it has no job"));
        assertFalse(coordinator.isLeaving(1), "another worker has its number");
    }

    @Test
    void leavingMayBeReportedAfterTheEndWasClosed() {
        one.close();

        one.noteLeaving();
    }

    private int waits(int worker) {
        int[] waits = {-1};
        coordinator.showHeldJobs(
                (holder, _, _, seen) -> waits[0] = holder == worker ? seen : waits[0]);
        return waits[0];
    }

    @Test
    void aWorkerNumberOutsideThePoolIsRefused() {
        assertThrows(IOException.class, () -> transport.attach(coordinator.address(), 3));
        assertThrows(IOException.class, () -> transport.attach(coordinator.address(), 0));
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
    private void fillAndDrain() throws IOException {
        assertNothingIsKept();
        WorkerEnd successor = transport.attach(coordinator.address(), 1);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < SLOTS; i++) {
                submit(100 + i, PAYLOAD);
            }
            assertNull(coordinator.draftJob(0));
            for (int i = 0; i < SLOTS; i++) {
                WorkerEnd worker = i % 2 == 0 ? successor : other;
                Lease job = take(worker);
                reply(worker, MessageKind.RESULT, job, PAYLOAD);
                job.free();
            }
            assertNull(other.draftResult(MessageKind.RESULT, 1, 1, 0));
            assertNull(successor.draftResult(MessageKind.RESULT, 1, 1, 0));
            for (int i = 0; i < SLOTS; i++) {
                result().free();
            }
        }
    }

    private long submit(long jobId, byte[] payload) {
        JobDraft draft = coordinator.draftJob(LONG_NANOS);
        assertNotNull(draft);
        draft.setJobId(jobId);
        draft.payload().putBytes(payload);
        long ticket = draft.ticket();
        draft.publish();
        return ticket;
    }

    private static Lease take(WorkerEnd worker) {
        Lease job = worker.takeJob(LONG_NANOS);
        assertNotNull(job);
        return job;
    }

    private static void reply(WorkerEnd worker, MessageKind kind, Lease job, byte[] payload) {
        long deadline = System.nanoTime() + LONG_NANOS;
        Draft draft = worker.draftResult(kind, job.jobId(), job.attempt(), LONG_NANOS);
        while (draft == null && System.nanoTime() - deadline < 0) {
            // A wait may be shorter than requested.
            draft = worker.draftResult(kind, job.jobId(), job.attempt(), LONG_NANOS);
        }
        assertNotNull(draft);
        draft.payload().putBytes(payload);
        draft.publish();
    }

    private Lease result() {
        Lease result = coordinator.takeResult(LONG_NANOS);
        assertNotNull(result);
        return result;
    }
}
