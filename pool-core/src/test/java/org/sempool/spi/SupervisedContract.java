package org.sempool.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.spi.SupervisedEnd.Decision;
import org.sempool.wire.MessageKind;

/**
 * What a transport does whose workers the coordinator starts: repair after deaths, held jobs, and
 * bounds that workers see; both ends are in one process here.
 */
public abstract class SupervisedContract extends TransportContract {
    private SupervisedEnd coordinator;
    private WorkerEnd one;
    private WorkerEnd other;

    protected SupervisedContract(Transport transport) {
        super(transport);
    }

    @Override
    protected CoordinatorEnd open(TransportConfig config) throws IOException {
        return transport().open(config);
    }

    @Override
    protected WorkerEnd attach(CoordinatorEnd end, int worker) throws IOException {
        return transport().attach(end.address(), worker);
    }

    /** The steps at which this transport's repair can be interrupted. */
    protected abstract Set<Step> repairSteps();

    @Override
    protected final SupervisedEnd coordinator() {
        return (SupervisedEnd) super.coordinator();
    }

    @BeforeEach
    void nameEnds() {
        coordinator = coordinator();
        one = one();
        other = other();
    }

    @Test
    void aChannelOpensDespiteAnInterruptWhichStaysSet() throws IOException {
        Thread.currentThread().interrupt();
        try (CoordinatorEnd opened =
                open(new TransportConfig("handler", 1, 2, SLOT_BYTES, Map.of()))) {
            assertTrue(Thread.interrupted(), "the interrupt flag stays set");
            assertNull(opened.takeResult(0));
        } finally {
            var _ = Thread.interrupted();
        }
    }

    @Test
    void aResultNamesTheWorkerThatSentIt() {
        submit(1, PAYLOAD);
        Lease job = take(other);
        reply(other, MessageKind.RESULT, job, PAYLOAD);
        free(other, job);

        Lease result = result();
        assertEquals(2, result.sender());
        result.free();
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
        assertThrows(IOException.class, () -> attach(coordinator, 3));
        assertThrows(IOException.class, () -> attach(coordinator, 0));
    }
}
