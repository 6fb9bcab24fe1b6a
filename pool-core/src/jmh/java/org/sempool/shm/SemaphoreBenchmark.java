package org.sempool.shm;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/** Each kind of semaphore: without anybody waiting, and as the only way to wake one another. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SemaphoreBenchmark {
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Two semaphores, for there and back. */
    @State(Scope.Group)
    public static class Pair {
        @Param({"futex", "posix", "polling"})
        public String semaphore;

        private final Arena arena = Arena.ofShared();
        private Semaphore there;
        private Semaphore back;

        @Setup
        public void make() {
            SemaphoreKind kind = SemaphoreKind.of(semaphore);
            there = kind.make(arena.allocate(QueueLayout.SEMAPHORE_BYTES, 128), 0);
            back = kind.make(arena.allocate(QueueLayout.SEMAPHORE_BYTES, 128), 0);
        }

        @TearDown
        public void unmake() {
            arena.close();
        }
    }

    /** A permit for oneself: no waiting, no kernel. */
    @Benchmark
    @Group("alone")
    public boolean releaseThenAcquire(Pair pair) {
        pair.there.release(1);
        return pair.there.tryAcquire();
    }

    /** A round trip between two threads that sleep in turns. */
    @Benchmark
    @Group("roundTrip")
    public void call(Pair pair, Control control) {
        pair.there.release(1);
        await(pair.back, control);
    }

    @Benchmark
    @Group("roundTrip")
    public void answer(Pair pair, Control control) {
        await(pair.there, control);
        pair.back.release(1);
    }

    private static void await(Semaphore semaphore, Control control) {
        boolean acquired = semaphore.acquire(WAIT_NANOS);
        while (!acquired && !control.stopMeasurement) {
            acquired = semaphore.acquire(WAIT_NANOS);
        }
    }
}
