package org.sempool.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.sempool.Remains;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;

/**
 * Starts pools that lack a resource, each time with a little more of it: main class of a child JVM.
 * Its arguments are the resource and the pool's directory. It prints how many starts failed, and
 * what they left behind.
 */
public final class StartProbe {
    static final String MARK = "probe: ";
    private static final int MAX = 400;

    private final String directory;

    private StartProbe(String directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        StartProbe probe = new StartProbe(args[1]);
        // Loads all classes first: if the initialization of a class fails once, the class is
        // unusable.
        probe.begin().close();
        int failed =
                switch (args[0]) {
                    case "stack" -> probe.withLittleStack();
                    case "threads" -> probe.withFewThreads();
                    default -> throw new IllegalArgumentException(args[0]);
                };
        System.out.println(MARK + "failed=" + (failed > 0 ? "some" : "none"));
        Remains.assertNone(Path.of(args[1]));
        System.out.println(MARK + "nothing is left");
    }

    private WorkerPool<byte[], byte[]> begin() {
        return builder().build();
    }

    private WorkerPoolBuilder<byte[], byte[]> builder() {
        return WorkerPool.builder(CheckedEcho.class)
                .workers(1)
                .queue(4)
                .jvmFlags("-XX:TieredStopAtLevel=1", "-XX:CompressedClassSpaceSize=64m", "-Xmx64m")
                .transportOption("directory", directory);
    }

    /** Returns whether a pool could be started. */
    private boolean starts() {
        WorkerPool<byte[], byte[]> pool;
        try {
            pool = begin();
        } catch (Throwable e) {
            return false;
        }
        pool.close();
        return true;
    }

    /** Overflows the stack, and then tries at each return, with ever more stack left. */
    private int withLittleStack() throws InterruptedException {
        AtomicInteger failed = new AtomicInteger();
        Thread thread = new Thread(null, () -> descend(failed), "deep", 1 << 20);
        thread.start();
        thread.join();
        return failed.get();
    }

    @SuppressWarnings("InfiniteRecursion") // overflows on purpose
    private boolean descend(AtomicInteger failed) {
        boolean done;
        try {
            done = descend(failed);
        } catch (StackOverflowError e) {
            done = false;
        }
        if (!done && failed.get() < MAX) {
            done = starts();
            if (!done) {
                failed.incrementAndGet();
            }
        }
        return done;
    }

    /** Takes all available threads, and releases ever more of them. */
    private int withFewThreads() throws InterruptedException {
        for (int free = 0; free < MAX; free++) {
            CountDownLatch release = new CountDownLatch(1);
            List<Thread> taken = new ArrayList<>();
            CountDownLatch some = new CountDownLatch(1);
            while (true) {
                CountDownLatch until = taken.size() < free ? some : release;
                Thread thread = new Thread(() -> await(until));
                try {
                    thread.start();
                } catch (OutOfMemoryError e) {
                    break;
                }
                taken.add(thread);
            }
            some.countDown();
            for (Thread thread : taken.subList(0, Math.min(free, taken.size()))) {
                thread.join();
            }
            boolean started = starts();
            release.countDown();
            for (Thread thread : taken) {
                thread.join();
            }
            if (started) {
                return free;
            }
        }
        throw new AssertionError("no pool could be started");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
