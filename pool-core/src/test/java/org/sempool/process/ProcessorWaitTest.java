package org.sempool.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Threads that share a processor are seen waiting for it. */
final class ProcessorWaitTest {
    private static final Path KERNEL_TELLS = Path.of("/proc/self/schedstat");
    private static final long NOTICEABLE = TimeUnit.MILLISECONDS.toNanos(10);

    @Test
    void threadsThatShareAProcessorWaitForIt() throws InterruptedException {
        assumeTrue(Files.exists(KERNEL_TELLS));
        long self = ProcessHandle.current().pid();
        long before = total(ProcessorWait.ofProcess(self));
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(Thread.ofPlatform().start(() -> spinUntil(done)));
        }

        Awaitility.await().until(() -> total(ProcessorWait.ofProcess(self)) - before > NOTICEABLE);

        done.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void aMissingProcessHasNoWaits() {
        assertEquals(Map.of(), ProcessorWait.ofProcess(-1));
    }

    private static void spinUntil(AtomicBoolean done) {
        while (!done.get()) {
            Thread.onSpinWait();
        }
    }

    private static long total(Map<Long, Long> waits) {
        return waits.values().stream().mapToLong(Long::longValue).sum();
    }
}
