package org.sempool.bench;

import java.io.IOException;
import java.util.List;

/**
 * The yardstick for large payloads: one thread copies each job to other memory, and a result of the
 * same size back from there; there is no other process. The memory is larger than the caches, and
 * the result is not what was just copied.
 */
record CopyContender() implements Contender {
    static final String NAME = "memcpy";

    private static final int HALF_BYTES = 32 << 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String semaphore() {
        return "";
    }

    @Override
    public boolean supports(Setting setting) {
        return setting.workers() == 1 && setting.payloadBytes() <= HALF_BYTES;
    }

    /** Copying is code of the JVM itself. */
    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public Run open(Setting setting, Belongings belongings) {
        return new CopyRun(setting);
    }

    private static final class CopyRun implements Run {
        private final byte[] near = new byte[2 * HALF_BYTES];
        private final byte[] far = new byte[2 * HALF_BYTES];
        private final int payloadBytes;
        private final long jobNanos;
        private int next;

        CopyRun(Setting setting) {
            payloadBytes = setting.payloadBytes();
            jobNanos = setting.jobNanos();
        }

        private void job() {
            if (next > HALF_BYTES - payloadBytes) {
                next = 0;
            }
            System.arraycopy(near, next, far, next, payloadBytes);
            Busy.work(jobNanos);
            System.arraycopy(far, HALF_BYTES + next, near, HALF_BYTES + next, payloadBytes);
            next += payloadBytes;
        }

        @Override
        public Effort run(long jobs) throws IOException {
            long cpu = Processes.cpuNanos(List.of());
            long start = System.nanoTime();
            for (long job = 0; job < jobs; job++) {
                job();
            }
            long nanos = System.nanoTime() - start;
            return new Effort(jobs, nanos, Processes.cpuNanos(List.of()) - cpu);
        }

        @Override
        public RoundTrips roundTrips(int jobs) {
            Stopwatch stopwatch = new Stopwatch();
            for (int job = 0; job < jobs; job++) {
                stopwatch.time(this::job);
            }
            return stopwatch.result();
        }

        @Override
        public long readyNanos() {
            return 0;
        }

        @Override
        public long workerMemoryBytes() {
            return 0;
        }

        @Override
        public void close() {
            // The collector takes the memory back.
        }
    }
}
