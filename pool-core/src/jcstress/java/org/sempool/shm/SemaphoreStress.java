package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A permit is had once, and none is lost. */
final class SemaphoreStress {
    private SemaphoreStress() {}

    /** Memory for the kernel to look at. */
    private static MemorySegment nativeWord() {
        return Arena.ofAuto().allocate(JAVA_LONG);
    }

    @JCStressTest
    @State
    @Description("Two want the only permit of a futex semaphore.")
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One has it.")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "Both have it.")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "It was there, and nobody has it.")
    public static class FutexTwoWantOne {
        private final Semaphore semaphore = new FutexSemaphore(SmallQueue.words(1)).reset(1);

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = semaphore.tryAcquire();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = semaphore.tryAcquire();
        }
    }

    @JCStressTest
    @State
    @Description("Two want the only permit of a polling semaphore.")
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One has it.")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "Both have it.")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "It was there, and nobody has it.")
    public static class PollingTwoWantOne {
        private final Semaphore semaphore = new PollingSemaphore(SmallQueue.words(1)).reset(1);

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = semaphore.tryAcquire();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = semaphore.tryAcquire();
        }
    }

    @JCStressTest
    @State
    @Description("A futex semaphore has a permit, gets another, and one is taken. Last: the rest.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "One is taken, one is left.")
    @Outcome(id = "false, .*", expect = FORBIDDEN, desc = "There was one all the time.")
    @Outcome(expect = FORBIDDEN, desc = "A permit is lost, or there are too many.")
    public static class FutexReleaseAgainstAcquire {
        private final Semaphore semaphore = new FutexSemaphore(SmallQueue.words(1)).reset(1);

        @Actor
        public void release() {
            semaphore.release(1);
        }

        @Actor
        public void acquire(ZI_Result r) {
            r.r1 = semaphore.tryAcquire();
        }

        @Arbiter
        public void rest(ZI_Result r) {
            r.r2 = semaphore.permits();
        }
    }

    @JCStressTest
    @State
    @Description(
            "A polling semaphore has a permit, gets another, and one is taken. Last: the rest.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "One is taken, one is left.")
    @Outcome(id = "false, .*", expect = FORBIDDEN, desc = "There was one all the time.")
    @Outcome(expect = FORBIDDEN, desc = "A permit is lost, or there are too many.")
    public static class PollingReleaseAgainstAcquire {
        private final Semaphore semaphore = new PollingSemaphore(SmallQueue.words(1)).reset(1);

        @Actor
        public void release() {
            semaphore.release(1);
        }

        @Actor
        public void acquire(ZI_Result r) {
            r.r1 = semaphore.tryAcquire();
        }

        @Arbiter
        public void rest(ZI_Result r) {
            r.r2 = semaphore.permits();
        }
    }

    @JCStressTest
    @State
    @Description("One sleeps at a futex semaphore until a permit comes. Last: the word.")
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "It has the permit, and waits no more.")
    @Outcome(expect = FORBIDDEN, desc = "It was not woken, or is still counted as a waiter.")
    public static class FutexReleaseAgainstSleep {
        /** Long enough for any machine; but not once more, after one was not woken. */
        private static volatile long patience = TimeUnit.SECONDS.toNanos(20);

        private final MemorySegment memory = nativeWord();
        private final Semaphore semaphore = new FutexSemaphore(memory);

        @Actor
        public void acquire(ZJ_Result r) {
            long wait = patience;
            long start = System.nanoTime();
            // Who was not woken finds the permit in the end, so only the clock can tell.
            r.r1 = semaphore.acquire(wait) && System.nanoTime() - start < wait;
            if (!r.r1) {
                patience = 1;
            }
        }

        @Actor
        public void release() {
            semaphore.release(1);
        }

        @Arbiter
        public void word(ZJ_Result r) {
            r.r2 = memory.get(JAVA_LONG, 0);
        }
    }

    @JCStressTest
    @State
    @Description("One gives up waiting at a futex semaphore while a permit comes. Last: the word.")
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "It has the permit after all.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "It has given up; the permit is there.")
    @Outcome(expect = FORBIDDEN, desc = "The permit is lost, or there is a waiter left.")
    public static class FutexReleaseAgainstGivingUp {
        private final MemorySegment memory = nativeWord();
        private final Semaphore semaphore = new FutexSemaphore(memory);

        @Actor
        public void acquire(ZJ_Result r) {
            r.r1 = semaphore.acquire(1);
        }

        @Actor
        public void release() {
            semaphore.release(1);
        }

        @Arbiter
        public void word(ZJ_Result r) {
            r.r2 = memory.get(JAVA_LONG, 0);
        }
    }
}
