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
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.sempool.claim.StateWord;

/** A slot is taken by exactly one. */
final class ClaimStress {
    private static final int ONE = 1;
    private static final int OTHER = 2;
    private static final int WRITER = 3;

    private ClaimStress() {}

    @JCStressTest
    @State
    @Description("Two takers, one full slot. Last: whom the slot names.")
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "The one has it.")
    @Outcome(id = "false, true, 2", expect = ACCEPTABLE, desc = "The other has it.")
    @Outcome(id = "true, true, .*", expect = FORBIDDEN, desc = "Both have it.")
    @Outcome(id = "false, false, .*", expect = FORBIDDEN, desc = "It was there, and nobody has it.")
    @Outcome(expect = FORBIDDEN, desc = "The slot names somebody else.")
    public static class TwoTakersOfOneSlot {
        private final SemaphoreQueue queue;

        public TwoTakersOfOneSlot() {
            SmallQueue small = new SmallQueue(1);
            small.put(WRITER);
            queue = small.queue();
        }

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = queue.claimFull(ONE, 0) != NONE;
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = queue.claimFull(OTHER, 0) != NONE;
        }

        @Arbiter
        public void named(ZZI_Result r) {
            r.r3 = StateWord.owner(queue.word(0));
        }
    }

    @JCStressTest
    @State
    @Description("Two takers, two full slots: which each gets.")
    @Outcome(
            id = {"0, 1", "1, 0"},
            expect = ACCEPTABLE,
            desc = "Each has one.")
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = FORBIDDEN,
            desc = "Both have the same.")
    @Outcome(expect = FORBIDDEN, desc = "One finds nothing, though there is one for each.")
    public static class TwoTakersOfTwoSlots {
        private final SemaphoreQueue queue;

        public TwoTakersOfTwoSlots() {
            SmallQueue small = new SmallQueue(2);
            small.put(WRITER);
            small.put(WRITER);
            queue = small.queue();
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = queue.claimFull(ONE, 0);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = queue.claimFull(OTHER, 0);
        }
    }

    @JCStressTest
    @State
    @Description("Two putters, one free slot.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The one has it.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The other has it.")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "Both have it.")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "It was free, and nobody has it.")
    public static class TwoPuttersToOneSlot {
        private final SemaphoreQueue queue = new SmallQueue(1).queue();

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = queue.claimFree(ONE, 0) != NONE;
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = queue.claimFree(OTHER, 0) != NONE;
        }
    }

    @JCStressTest
    @State
    @Description("A putter withdraws what it put, while a taker takes it. Last: whom it names.")
    @Outcome(id = "true, false, 3", expect = ACCEPTABLE, desc = "It is withdrawn.")
    @Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "It is taken.")
    @Outcome(id = "true, true, .*", expect = FORBIDDEN, desc = "It is withdrawn and taken.")
    @Outcome(id = "false, false, .*", expect = FORBIDDEN, desc = "Neither, and it was there.")
    @Outcome(expect = FORBIDDEN, desc = "The slot names somebody else.")
    public static class WithdrawAgainstTake {
        private final SemaphoreQueue queue;
        private final long published;

        public WithdrawAgainstTake() {
            SmallQueue small = new SmallQueue(1);
            small.put(WRITER);
            queue = small.queue();
            published = queue.word(0);
        }

        @Actor
        public void withdraw(ZZI_Result r) {
            r.r1 = queue.claimExactly(0, published, WRITER);
        }

        @Actor
        public void take(ZZI_Result r) {
            r.r2 = queue.claimFull(ONE, 0) != NONE;
        }

        @Arbiter
        public void named(ZZI_Result r) {
            r.r3 = StateWord.owner(queue.word(0));
        }
    }

    @JCStressTest
    @State
    @Description("A withdrawal, while its slot is taken, freed and filled again.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "It is withdrawn.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "It is taken; what follows it stays.")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "What follows it is withdrawn.")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "Neither, and it was there.")
    public static class WithdrawFromAnotherLife {
        private final SmallQueue small = new SmallQueue(1);
        private final long published;

        public WithdrawFromAnotherLife() {
            small.put(WRITER);
            published = small.queue().word(0);
        }

        @Actor
        public void withdraw(ZZ_Result r) {
            r.r1 = small.queue().claimExactly(0, published, WRITER);
        }

        @Actor
        public void takeAndFillAgain(ZZ_Result r) {
            r.r2 = small.take(ONE) && small.put(WRITER);
        }
    }
}
