package org.sempool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A whole pool with one worker. Of what a job allocates, 120 bytes are the result that the codec
 * makes: an array of 100 bytes.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class SubmitBenchmark {
    private static final int JOBS = 1024;

    private final byte[] job = new byte[100];
    private WorkerPool<byte[], byte[]> pool;

    /** Returns its job. */
    public static final class Echo implements JobHandler<byte[], byte[]> {
        @Override
        public byte[] handle(byte[] bytes, JobContext context) {
            return bytes;
        }
    }

    @Setup
    public void start() {
        pool = WorkerPool.builder(Echo.class).workers(1).build();
    }

    @TearDown
    public void stop() {
        pool.close();
    }

    /** One job at a time. */
    @Benchmark
    public byte[] submitAndWait() {
        return pool.submit(job).join();
    }

    /** Many under way. */
    @Benchmark
    @OperationsPerInvocation(JOBS)
    public void submitMany(Blackhole results) {
        @SuppressWarnings({"unchecked", "rawtypes"})
        CompletableFuture<byte[]>[] futures = new CompletableFuture[JOBS];
        for (int i = 0; i < JOBS; i++) {
            futures[i] = pool.submit(job);
        }
        for (CompletableFuture<byte[]> future : futures) {
            results.consume(future.join());
        }
    }
}
