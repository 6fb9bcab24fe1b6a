package org.sempool.shm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/** The queue alone: claims, publishing and freeing, without messages. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class QueueBenchmark {
    private static final int SLOT_BYTES = 128;
    private static final int WORKERS = 2;
    private static final int PUTTER = 1;
    private static final int TAKER = 2;
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A queue in memory outside the heap, as a pool's is. */
    @State(Scope.Group)
    public static class Queue {
        @Param({"64", "1024"})
        public int slots;

        private final Arena arena = Arena.ofAuto();
        private SemaphoreQueue queue;

        @Setup
        public void make() {
            QueueLayout layout =
                    new QueueLayout(0, false, Dimensions.of(slots, SLOT_BYTES, WORKERS));
            MemorySegment memory = arena.allocate(layout.state(slots), 128);
            queue =
                    new SemaphoreQueue(
                            memory,
                            layout,
                            new FutexSemaphore(arena.allocate(8, 128)),
                            new FutexSemaphore(arena.allocate(8, 128)),
                            Spinning.whileCoresAreSpare(
                                    new SharedWords(
                                            arena.allocate(
                                                    (long) QueueLayout.MOST_SPINNERS * Long.BYTES,
                                                    QueueLayout.APART)),
                                    0));
        }

        boolean put() {
            int slot = queue.claimFree(PUTTER, WAIT_NANOS);
            if (slot == SlotTable.NONE) {
                return false;
            }
            queue.publish(slot, PUTTER);
            return true;
        }

        boolean take() {
            int slot = queue.claimFull(TAKER, WAIT_NANOS);
            if (slot == SlotTable.NONE) {
                return false;
            }
            queue.free(slot, TAKER);
            return true;
        }
    }

    /** One thread does both: what the instructions cost, with all of it in its own cache. */
    @Benchmark
    @Group("alone")
    public boolean putThenTake(Queue queue) {
        return queue.put() && queue.take();
    }

    /** Two threads, each at one end. */
    @Benchmark
    @Group("across")
    public void put(Queue queue, Control control) {
        boolean done = queue.put();
        while (!done && !control.stopMeasurement) {
            done = queue.put();
        }
    }

    @Benchmark
    @Group("across")
    public void take(Queue queue, Control control) {
        boolean done = queue.take();
        while (!done && !control.stopMeasurement) {
            done = queue.take();
        }
    }
}
