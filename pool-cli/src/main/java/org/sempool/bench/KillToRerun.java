package org.sempool.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;

/** Kills workers in the middle of a job, each time while another one is idle. */
final class KillToRerun implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    private static final long PAUSE_MILLIS = 1;
    private static final String NO_FILE = "";

    private final Belongings belongings;
    private final Path scratch;
    private final WorkerPool<String, Long> pool;

    /**
     * @param builder of a pool with two workers
     */
    KillToRerun(WorkerPoolBuilder<String, Long> builder, Belongings belongings) throws IOException {
        this.belongings = belongings;
        scratch = Scratch.create(belongings);
        pool = belongings.build(builder);
    }

    long medianNanos(int kills) throws IOException, InterruptedException {
        long[] nanos = new long[kills];
        for (int kill = 0; kill < kills; kill++) {
            nanos[kill] = kill(scratch.resolve("" + kill));
        }
        Arrays.sort(nanos);
        return nanos[kills / 2];
    }

    private long kill(Path file) throws IOException, InterruptedException {
        CompletableFuture<Long> rerun = pool.submit(file.toString());
        ProcessHandle victim = victim(file);
        // The other worker does this job, so it is then ready and idle.
        var _ = await(pool.submit(NO_FILE));
        long killed = System.nanoTime();
        victim.destroyForcibly();
        return await(rerun) - killed;
    }

    private static ProcessHandle victim(Path file) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the job to be killed does not begin");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        long pid = Long.parseLong(Files.readString(file));
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static long await(CompletableFuture<Long> time)
            throws IOException, InterruptedException {
        try {
            return time.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the job of a killed worker has not run again", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            pool.close();
            belongings.forget(pool);
        } finally {
            Scratch.remove(scratch);
            belongings.forget(scratch);
        }
    }
}
