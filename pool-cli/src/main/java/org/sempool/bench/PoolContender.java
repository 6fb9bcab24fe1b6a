package org.sempool.bench;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.sempool.JobHandler;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;

/** The pool as users have it: submit, and a future. */
record PoolContender(String transport, String semaphore) implements Contender {
    private static final int CHRONICLE_MOST_BYTES = 16_000_000;
    private static final String WORKER_MAIN = "org.sempool.worker.WorkerMain";
    private static final long START_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long PAUSE_MILLIS = 5;

    @Override
    public String name() {
        return "pool " + transport;
    }

    @Override
    public boolean supports(Setting setting) {
        return fits(transport, setting);
    }

    /** Chronicle Queue does not take every payload. */
    static boolean fits(String transport, Setting setting) {
        return !transport.equals("chronicle") || setting.payloadBytes() <= CHRONICLE_MOST_BYTES;
    }

    @Override
    public Run open(Setting setting, Belongings belongings)
            throws IOException, InterruptedException {
        return new PoolRun(setting, belongings);
    }

    @Override
    public boolean rerunsJobs() {
        return true;
    }

    @Override
    public long killToRerunNanos(int kills, Belongings belongings)
            throws IOException, InterruptedException {
        try (KillToRerun measured = new KillToRerun(builder(VictimHandler.class), belongings)) {
            return measured.medianNanos(kills);
        }
    }

    private <J, R> WorkerPoolBuilder<J, R> builder(Class<? extends JobHandler<J, R>> handler) {
        WorkerPoolBuilder<J, R> builder = WorkerPool.builder(handler).transport(transport);
        return semaphore.isEmpty() ? builder : builder.transportOption("semaphore", semaphore);
    }

    private final class PoolRun implements Run {
        private final Belongings belongings;
        private final WorkerPool<byte[], byte[]> pool;
        private final List<ProcessHandle> workers;
        private final long readyNanos;
        private final byte[] payload;
        private final int window;

        PoolRun(Setting setting, Belongings belongings) throws IOException, InterruptedException {
            this.belongings = belongings;
            List<ProcessHandle> before = ProcessHandle.current().children().toList();
            WorkerPoolBuilder<byte[], byte[]> builder =
                    builder(BenchHandler.class)
                            .workers(setting.workers())
                            .queue(setting.queue())
                            .jvmFlags("-D" + BenchHandler.JOB_NANOS + "=" + setting.jobNanos());
            long start = System.nanoTime();
            pool = belongings.build(builder);
            readyNanos = System.nanoTime() - start;
            workers = awaitWorkers(before, setting.workers());
            payload = new byte[setting.payloadBytes()];
            window = setting.inFlight();
        }

        /** The pool is ready with its first worker; the others follow. */
        private static List<ProcessHandle> awaitWorkers(List<ProcessHandle> before, int wanted)
                throws InterruptedException {
            long deadline = System.nanoTime() + START_PATIENCE_NANOS;
            while (true) {
                List<ProcessHandle> found =
                        ProcessHandle.current()
                                .children()
                                .filter(child -> !before.contains(child))
                                .filter(PoolRun::isWorker)
                                .toList();
                if (found.size() == wanted) {
                    return found;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            found.size() + " of " + wanted + " workers have started");
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }

        private static boolean isWorker(ProcessHandle process) {
            return process.info().commandLine().orElse("").contains(WORKER_MAIN);
        }

        @Override
        public List<ProcessHandle> workers() {
            return workers;
        }

        @Override
        public Effort run(long jobs) throws IOException {
            long cpu = Processes.cpuNanos(workers);
            long start = System.nanoTime();
            ArrayDeque<CompletableFuture<byte[]>> inFlight = new ArrayDeque<>(window);
            for (long job = 0; job < jobs; job++) {
                if (inFlight.size() == window) {
                    check(inFlight.remove().join());
                }
                inFlight.add(pool.submit(payload));
            }
            inFlight.forEach(result -> check(result.join()));
            long nanos = System.nanoTime() - start;
            return new Effort(jobs, nanos, Processes.cpuNanos(workers) - cpu);
        }

        private void check(byte[] result) {
            if (result.length != payload.length) {
                throw new IllegalStateException(result.length + " bytes came back");
            }
        }

        @Override
        public RoundTrips roundTrips(int jobs) {
            Stopwatch stopwatch = new Stopwatch();
            for (int job = 0; job < jobs; job++) {
                stopwatch.time(() -> check(pool.submit(payload).join()));
            }
            return stopwatch.result();
        }

        @Override
        public long readyNanos() {
            return readyNanos;
        }

        @Override
        public long workerMemoryBytes() throws IOException {
            return Processes.residentBytes(workers.getFirst());
        }

        @Override
        public void close() {
            pool.close();
            belongings.forget(pool);
        }
    }
}
