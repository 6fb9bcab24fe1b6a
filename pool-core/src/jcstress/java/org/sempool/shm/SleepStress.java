package org.sempool.shm;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static org.sempool.shm.SlotTable.NONE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;
import org.sempool.claim.StateWord;

/** Nobody sleeps while there is something for him. */
final class SleepStress {
    private static final int ONE = 1;
    private static final int OTHER = 2;
    private static final int WRITER = 3;
    private static final long FOR_EVER = Long.MAX_VALUE / 2;

    private SleepStress() {}

    @JCStressTest
    @State
    @Description("A taker enters itself and looks; a putter publishes and looks. Last: permits.")
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "The taker sees the slot.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "The putter sees the taker.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Each sees the other.")
    @Outcome(id = "false, 0", expect = FORBIDDEN, desc = "Neither sees the other.")
    public static class EnterAgainstPublish {
        private final LongSleep permits = new LongSleep(0);
        private final SmallQueue small = new SmallQueue(1, new LongSleep(0), permits);
        private final SemaphoreQueue queue = small.queue();
        private final OwnerSet sleepers = small.sleepingTakers();

        public EnterAgainstPublish() {
            queue.claimFree(WRITER, 0);
        }

        @Actor
        public void enterAndLook(ZI_Result r) {
            sleepers.add(ONE);
            r.r1 = queue.claimFull(ONE, 0) != NONE;
        }

        @Actor
        public void publish() {
            queue.publish(0, WRITER);
        }

        @Arbiter
        public void permits(ZI_Result r) {
            r.r2 = permits.permits();
        }
    }

    @JCStressTest
    @State
    @Description("A putter enters itself and looks; a taker frees and looks. Last: permits.")
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "The putter sees the slot.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "The taker sees the putter.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Each sees the other.")
    @Outcome(id = "false, 0", expect = FORBIDDEN, desc = "Neither sees the other.")
    public static class EnterAgainstFree {
        private final LongSleep permits = new LongSleep(0);
        private final SmallQueue small = new SmallQueue(1, permits, new LongSleep(0));
        private final SemaphoreQueue queue = small.queue();
        private final OwnerSet sleepers = small.sleepingPutters();

        public EnterAgainstFree() {
            small.put(WRITER);
            queue.claimFull(OTHER, 0);
        }

        @Actor
        public void enterAndLook(ZI_Result r) {
            sleepers.add(ONE);
            r.r1 = queue.claimFree(ONE, 0) != NONE;
        }

        @Actor
        public void free() {
            queue.free(0, OTHER);
        }

        @Arbiter
        public void permits(ZI_Result r) {
            r.r2 = permits.permits();
        }
    }

    @JCStressTest
    @State
    @Description("One checks a block and takes its mark away, while a slot of it is published.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "It is seen, and marked.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "It is not seen, and marked.")
    @Outcome(expect = FORBIDDEN, desc = "It is full, and nobody will look at it.")
    public static class CheckAgainstPublish {
        private final SmallQueue small = new SmallQueue(1);
        private final SemaphoreQueue queue = small.queue();
        private final SlotMarks marks = small.marksOfFull();

        public CheckAgainstPublish() {
            queue.claimFree(WRITER, 0);
        }

        @Actor
        public void check(ZZ_Result r) {
            long check = marks.beginCheck(0);
            r.r1 = StateWord.state(queue.word(0)) == SlotState.FULL;
            if (!r.r1) {
                marks.endCheck(0, check);
            }
        }

        @Actor
        public void publish() {
            queue.publish(0, WRITER);
        }

        @Arbiter
        public void marked(ZZ_Result r) {
            r.r2 = marks.isMarked(0);
        }
    }

    @JCStressTest
    @State
    @Description("A taker goes to sleep while a putter publishes.")
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "It found the slot, or was woken and did.")
    @Outcome(id = "false", expect = FORBIDDEN, desc = "It sleeps, and nobody will wake it.")
    public static class TakerAgainstPublish {
        private final LongSleep sleep = new LongSleep(2);
        private final SmallQueue small = new SmallQueue(1, new LongSleep(0), sleep);

        @Actor
        public void take(Z_Result r) {
            r.r1 = small.queue().claimFull(ONE, FOR_EVER) != NONE;
            sleep.leave();
        }

        @Actor
        public void put() {
            small.put(WRITER);
            sleep.leave();
        }
    }

    @JCStressTest
    @State
    @Description("A putter goes to sleep while a taker frees a slot.")
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "It found the slot, or was woken and did.")
    @Outcome(id = "false", expect = FORBIDDEN, desc = "It sleeps, and nobody will wake it.")
    public static class PutterAgainstFree {
        private final LongSleep sleep = new LongSleep(2);
        private final SmallQueue small = new SmallQueue(1, sleep, new LongSleep(0));

        public PutterAgainstFree() {
            small.put(WRITER);
        }

        @Actor
        public void put(Z_Result r) {
            r.r1 = small.queue().claimFree(ONE, FOR_EVER) != NONE;
            sleep.leave();
        }

        @Actor
        public void free() {
            small.take(OTHER);
            sleep.leave();
        }
    }

    @JCStressTest
    @State
    @Description("Two takers go to sleep while a putter publishes twice: one may wake the other.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Each has one.")
    @Outcome(expect = FORBIDDEN, desc = "One sleeps, and nobody will wake it.")
    public static class TwoTakersAgainstPublish {
        private final LongSleep sleep = new LongSleep(3);
        private final SmallQueue small = new SmallQueue(2, new LongSleep(0), sleep);

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = small.queue().claimFull(ONE, FOR_EVER) != NONE;
            sleep.leave();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = small.queue().claimFull(OTHER, FOR_EVER) != NONE;
            sleep.leave();
        }

        @Actor
        public void put() {
            small.put(WRITER);
            small.put(WRITER);
            sleep.leave();
        }
    }

    @JCStressTest
    @State
    @Description("Two are entered as sleepers while a third is taken out.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Both are there, and only they.")
    @Outcome(expect = FORBIDDEN, desc = "One is forgotten, or the third is still there.")
    public static class SleepersComeAndGo {
        private final OwnerSet sleepers = new OwnerSet(SmallQueue.words(1), 0, 3);

        public SleepersComeAndGo() {
            sleepers.add(WRITER);
        }

        @Actor
        public void comeAndGo(ZZ_Result r) {
            sleepers.add(ONE);
            sleepers.remove(WRITER);
            r.r1 = sleepers.contains(ONE) && !sleepers.contains(WRITER);
        }

        @Actor
        public void come(ZZ_Result r) {
            sleepers.add(OTHER);
            r.r2 = sleepers.contains(OTHER);
        }
    }
}
