package org.sempool.crash;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.sempool.WorkerPool;

/**
 * A coordinator to be killed: main class of a child JVM. Its arguments are the pool's directory and
 * its workers' control file. For each line of its input, a number, it runs so many jobs and answers
 * with a line.
 */
public final class CrashCoordinator {
    static final String READY = "ready";
    static final String EXACT = "exact";
    static final int WORKERS = 2;

    private CrashCoordinator() {}

    public static void main(String[] args) throws Exception {
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (WorkerPool<byte[], byte[]> pool =
                WorkerPool.builder(CheckedEcho.class)
                        .workers(WORKERS)
                        .queue(4)
                        .slotBytes(CheckedEcho.SLOT_BYTES)
                        .attempts(100)
                        .transportOption("directory", args[0])
                        .jvmFlags(CrashProbe.jvmFlags(Path.of(args[1])))
                        .build()) {
            System.out.println(READY);
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(run(pool, Integer.parseInt(line)));
            }
        }
    }

    private static String run(WorkerPool<byte[], byte[]> pool, int jobs) throws Exception {
        List<CompletableFuture<byte[]>> results = new ArrayList<>();
        for (int number = 0; number < jobs; number++) {
            results.add(pool.submit(CheckedEcho.job(number)));
        }
        for (int number = 0; number < jobs; number++) {
            byte[] result = results.get(number).get(30, TimeUnit.SECONDS);
            if (!Arrays.equals(result, CheckedEcho.job(number))) {
                return "job " + number + " has another's result";
            }
        }
        return EXACT;
    }
}
