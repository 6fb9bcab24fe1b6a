package org.sempool.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sempool.JobHandler;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;

/** The pool as users have it: submit, and a future. */
record PoolContender(String transport, String semaphore) implements Contender {
    private static final int KILL_WORKERS = 2;
    private static final int CHRONICLE_MOST_BYTES = 16_000_000;
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
        try (KillToRerun measured =
                new KillToRerun(builder(VictimHandler.class).workers(KILL_WORKERS), belongings)) {
            return measured.medianNanos(kills);
        }
    }

    private <J, R> WorkerPoolBuilder<J, R> builder(Class<? extends JobHandler<J, R>> handler) {
        WorkerPoolBuilder<J, R> builder = WorkerPool.builder(handler).transport(transport);
        return semaphore.isEmpty() ? builder : builder.transportOption("semaphore", semaphore);
    }

    private final class PoolRun implements Run {
        private final List<ProcessHandle> workers;
        private final long readyNanos;
        private final PoolJobs jobs;

        PoolRun(Setting setting, Belongings belongings) throws IOException, InterruptedException {
            WorkerPoolBuilder<byte[], byte[]> builder =
                    builder(BenchHandler.class)
                            .workers(setting.workers())
                            .queue(setting.queue())
                            .jvmFlags("-D" + BenchHandler.JOB_NANOS + "=" + setting.jobNanos());
            long start = System.nanoTime();
            WorkerPool<byte[], byte[]> pool = belongings.build(builder);
            readyNanos = System.nanoTime() - start;
            workers = awaitWorkers(pool, setting.workers());
            jobs = new PoolJobs(pool, setting, belongings);
        }

        /** The pool is ready with its first worker; the others follow. */
        private static List<ProcessHandle> awaitWorkers(WorkerPool<?, ?> pool, int wanted)
                throws InterruptedException {
            long deadline = System.nanoTime() + START_PATIENCE_NANOS;
            while (true) {
                List<ProcessHandle> found =
                        pool.stats().workers().stream()
                                .map(worker -> ProcessHandle.of(worker.pid()))
                                .flatMap(Optional::stream)
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

        @Override
        public List<ProcessHandle> workers() {
            return workers;
        }

        @Override
        public Effort run(long count) throws IOException {
            long cpu = Processes.cpuNanos(workers);
            long start = System.nanoTime();
            jobs.run(count);
            long nanos = System.nanoTime() - start;
            return new Effort(count, nanos, Processes.cpuNanos(workers) - cpu);
        }

        @Override
        public RoundTrips roundTrips(int count) {
            return jobs.roundTrips(count);
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
            jobs.close();
        }
    }
}
