package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static org.sempool.shm.SlotTable.NONE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.sempool.claim.StateWord;

/** A lane has one writer and one reader, and no atomic operation. */
final class LaneStress {
    private static final int WORKER = 1;

    private LaneStress() {}

    /** One lane of one slot. */
    private static final class SmallLane {
        private final QueueLayout layout =
                new QueueLayout(0, true, Dimensions.of(1, Long.BYTES, WORKER));
        private final MemorySegment memory =
                SmallQueue.words(layout.state(layout.slots()) / Long.BYTES);
        private final LongSleep permits = new LongSleep(0);
        private final ResultLanes lanes =
                new ResultLanes(
                        memory,
                        layout,
                        offset -> permits,
                        new Spinning(new SharedWords(SmallQueue.words(1)), 0, 0));
        private final LaneWriter writer = lanes.writer(WORKER);
        private final LaneReader reader = lanes.reader();

        boolean put(long value) {
            int slot = writer.claim(0);
            if (slot == NONE) {
                return false;
            }
            memory.set(JAVA_LONG, layout.state(slot) + QueueLayout.PAYLOAD, value);
            writer.publishUntold();
            return true;
        }

        long take() {
            int slot = reader.take(0);
            if (slot == NONE) {
                return 0;
            }
            long value = memory.get(JAVA_LONG, layout.state(slot) + QueueLayout.PAYLOAD);
            reader.free(slot);
            return value;
        }
    }

    @JCStressTest
    @State
    @Description("A worker puts two results into one slot while they are taken.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "None is published yet.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "One is taken.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "One is taken, late.")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Both are taken, in order.")
    @Outcome(expect = FORBIDDEN, desc = "One is seen twice, or was overwritten.")
    public static class PutsAgainstTakes {
        private final SmallLane lane = new SmallLane();

        @Actor
        public void put() {
            lane.put(1);
            lane.put(2);
        }

        @Actor
        public void take(JJ_Result r) {
            r.r1 = lane.take();
            r.r2 = lane.take();
        }
    }

    @JCStressTest
    @State
    @Description("The reader registers and looks; a worker publishes, and after a fence looks.")
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "The reader sees the result.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "The worker sees the reader.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Each sees the other.")
    @Outcome(id = "false, 0", expect = FORBIDDEN, desc = "Neither sees the other.")
    public static class EnterAgainstPublish {
        private final SmallLane lane = new SmallLane();
        private final OwnerSet sleepers =
                new OwnerSet(lane.memory, lane.layout.fullSleepers(), WORKER);

        @Actor
        public void enterAndLook(ZI_Result r) {
            sleepers.add(StateWord.COORDINATOR);
            r.r1 = lane.reader.take(0) != NONE;
        }

        @Actor
        public void publish() {
            lane.put(1);
            VarHandle.fullFence();
            lane.writer.tellFull();
        }

        @Arbiter
        public void permits(ZI_Result r) {
            r.r2 = lane.permits.permits();
        }
    }

    @JCStressTest
    @State
    @Description("A writer registers and looks; the reader frees its slot, and looks later.")
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "The writer sees the slot.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "The reader sees the writer.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Each sees the other.")
    @Outcome(id = "false, 0", expect = FORBIDDEN, desc = "Neither sees the other.")
    public static class EnterAgainstFree {
        private final SmallLane lane = new SmallLane();

        public EnterAgainstFree() {
            lane.put(1);
        }

        @Actor
        public void enterAndLook(ZI_Result r) {
            lane.lanes.sleepingWriters().add(WORKER);
            r.r1 = lane.writer.claim(0) != NONE;
        }

        @Actor
        public void free() {
            lane.take();
            lane.reader.tellFree();
        }

        @Arbiter
        public void permits(ZI_Result r) {
            r.r2 = lane.permits.permits();
        }
    }
}
