package org.sempool.shm;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static org.sempool.shm.SmallQueue.FIRST;
import static org.sempool.shm.SmallQueue.SECOND;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.LZ_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.sempool.claim.StateWord;

/** A message arrives as it was put: header and payload, which are written and read plainly. */
final class MessageStress {
    private static final int ONE = 1;
    private static final int OTHER = 2;

    private MessageStress() {}

    @JCStressTest
    @State
    @Description("A message is put into a used slot while somebody looks for one.")
    @Outcome(id = "nothing", expect = ACCEPTABLE, desc = "It is not published yet.")
    @Outcome(id = "second", expect = ACCEPTABLE, desc = "It is taken.")
    @Outcome(id = "first", expect = FORBIDDEN, desc = "What was in the slot before.")
    @Outcome(id = "torn", expect = FORBIDDEN, desc = "Part of it.")
    public static class PutAgainstTake {
        private final SmallQueue.End putter;
        private final SmallQueue.End taker;

        public PutAgainstTake() {
            SmallQueue small = new SmallQueue(1);
            putter = small.end(ONE);
            taker = small.end(OTHER);
            SmallQueue.put(putter, FIRST);
            SmallQueue.take(taker);
        }

        @Actor
        public void put() {
            SmallQueue.put(putter, SECOND);
        }

        @Actor
        public void take(L_Result r) {
            r.r1 = SmallQueue.take(taker);
        }
    }

    @JCStressTest
    @State
    @Description("A taker reads and frees a slot while a putter wants it.")
    @Outcome(id = "first, false", expect = ACCEPTABLE, desc = "Read, and not free yet.")
    @Outcome(id = "first, true", expect = ACCEPTABLE, desc = "Read, freed, and filled again.")
    @Outcome(id = "second, .*", expect = FORBIDDEN, desc = "Overwritten before it was read.")
    @Outcome(id = "torn, .*", expect = FORBIDDEN, desc = "Overwritten while it was read.")
    public static class FreeAgainstReuse {
        private final SmallQueue.End putter;
        private final SmallQueue.End taker;

        public FreeAgainstReuse() {
            SmallQueue small = new SmallQueue(1);
            putter = small.end(ONE);
            taker = small.end(OTHER);
            SmallQueue.put(putter, FIRST);
        }

        @Actor
        public void take(LZ_Result r) {
            r.r1 = SmallQueue.take(taker);
        }

        @Actor
        public void put(LZ_Result r) {
            r.r2 = SmallQueue.put(putter, SECOND);
        }
    }

    @JCStressTest
    @State
    @Description("Repair peeks at the job in a slot while the slot goes on to its next life.")
    @Outcome(id = "first", expect = ACCEPTABLE, desc = "The first life's job.")
    @Outcome(id = "second", expect = ACCEPTABLE, desc = "The second life's job.")
    @Outcome(id = "moved on", expect = ACCEPTABLE, desc = "Seen to be meaningless.")
    @Outcome(id = "mixed up", expect = FORBIDDEN, desc = "One life's word with another's job.")
    public static class PeekAgainstReuse {
        private final SmallQueue.End putter;
        private final SmallQueue.End taker;

        public PeekAgainstReuse() {
            SmallQueue small = new SmallQueue(1);
            putter = small.end(ONE);
            taker = small.end(OTHER);
            SmallQueue.put(putter, FIRST);
        }

        @Actor
        public void reuse() {
            SmallQueue.take(taker);
            SmallQueue.put(putter, SECOND);
        }

        @Actor
        public void peek(L_Result r) {
            long before = putter.queue().word(0);
            long job = putter.headers().jobId(0);
            long after = putter.queue().word(0);
            if (StateWord.state(before) != SlotState.FULL || before != after) {
                r.r1 = "moved on";
            } else if (job == StateWord.generation(before) + 1) {
                r.r1 = SmallQueue.nameOf(job);
            } else {
                r.r1 = "mixed up";
            }
        }
    }

    @JCStressTest
    @State
    @Description("Each puts a message and then takes one. Last: what is left.")
    @Outcome(
            id = {"first, second, nothing", "second, first, nothing"},
            expect = ACCEPTABLE,
            desc = "Each has one.")
    @Outcome(
            id = {
                "first, nothing, second",
                "second, nothing, first",
                "nothing, first, second",
                "nothing, second, first"
            },
            expect = ACCEPTABLE,
            desc = "One looked while the other took his, and has missed the other's.")
    @Outcome(expect = FORBIDDEN, desc = "One is lost, seen twice or torn.")
    public static class EachPutsAndTakes {
        private final SmallQueue small = new SmallQueue(2);
        private final SmallQueue.End one = small.end(ONE);
        private final SmallQueue.End other = small.end(OTHER);

        @Actor
        public void one(LLL_Result r) {
            SmallQueue.put(one, FIRST);
            r.r1 = SmallQueue.take(one);
        }

        @Actor
        public void other(LLL_Result r) {
            SmallQueue.put(other, SECOND);
            r.r2 = SmallQueue.take(other);
        }

        @Arbiter
        public void rest(LLL_Result r) {
            r.r3 = SmallQueue.takeRest(one);
        }
    }

    @JCStressTest
    @State
    @Description("Two putters and a taker on two slots. Last: what is left.")
    @Outcome(id = "nothing, both", expect = ACCEPTABLE, desc = "None is published yet.")
    @Outcome(
            id = {"first, second", "second, first"},
            expect = ACCEPTABLE,
            desc = "One is taken, the other is left.")
    @Outcome(expect = FORBIDDEN, desc = "One is lost, seen twice or torn.")
    public static class TwoPuttersAndATaker {
        private final SmallQueue small = new SmallQueue(2);
        private final SmallQueue.End one = small.end(ONE);
        private final SmallQueue.End other = small.end(OTHER);
        private final SmallQueue.End taker = small.end(StateWord.COORDINATOR);

        @Actor
        public void one() {
            SmallQueue.put(one, FIRST);
        }

        @Actor
        public void other() {
            SmallQueue.put(other, SECOND);
        }

        @Actor
        public void take(LL_Result r) {
            r.r1 = SmallQueue.take(taker);
        }

        @Arbiter
        public void rest(LL_Result r) {
            r.r2 = SmallQueue.takeRest(taker);
        }
    }

    @JCStressTest
    @State
    @Description("Two putters and two takers on two slots. Last: what is left.")
    @Outcome(id = "nothing, nothing, both", expect = ACCEPTABLE, desc = "None is published yet.")
    @Outcome(
            id = {
                "first, nothing, second",
                "second, nothing, first",
                "nothing, first, second",
                "nothing, second, first"
            },
            expect = ACCEPTABLE,
            desc = "One is taken, the other is left.")
    @Outcome(
            id = {"first, second, nothing", "second, first, nothing"},
            expect = ACCEPTABLE,
            desc = "Each taker has one.")
    @Outcome(expect = FORBIDDEN, desc = "One is lost, seen twice or torn.")
    public static class TwoPuttersAndTwoTakers {
        private final SmallQueue small = new SmallQueue(2);
        private final SmallQueue.End one = small.end(ONE);
        private final SmallQueue.End other = small.end(OTHER);
        private final SmallQueue.End taker = small.end(3);
        private final SmallQueue.End otherTaker = small.end(4);

        @Actor
        public void one() {
            SmallQueue.put(one, FIRST);
        }

        @Actor
        public void other() {
            SmallQueue.put(other, SECOND);
        }

        @Actor
        public void take(LLL_Result r) {
            r.r1 = SmallQueue.take(taker);
        }

        @Actor
        public void otherTake(LLL_Result r) {
            r.r2 = SmallQueue.take(otherTaker);
        }

        @Arbiter
        public void rest(LLL_Result r) {
            r.r3 = SmallQueue.takeRest(taker);
        }
    }
}
