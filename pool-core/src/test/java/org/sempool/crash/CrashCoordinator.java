package org.sempool.crash;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.sempool.WorkerPool;
import org.sempool.crash.FailingEcho.Kind;

/**
 * A coordinator to be killed: main class of a child JVM. Its arguments are the pool's directory and
 * its workers' control file. For each line of its input, a number, it runs so many jobs and answers
 * with a line; before that it submits one that cannot be encoded, if the line says so.
 */
public final class CrashCoordinator {
    static final String READY = "ready";
    static final String EXACT = "exact";
    static final String UNENCODABLE = " and one that cannot be encoded";
    static final int WORKERS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private CrashCoordinator() {}

    public static void main(String[] args) throws Exception {
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (WorkerPool<byte[], FailingEcho.Result> pool =
                WorkerPool.builder(FailingEcho.class)
                        .workers(WORKERS)
                        .queue(4)
                        .slotBytes(CheckedEcho.SLOT_BYTES)
                        .payloadMemory(CheckedEcho.PAYLOAD_MEMORY)
                        .attempts(100)
                        .transportOption("directory", args[0])
                        .jvmFlags(CrashProbe.jvmFlags(Path.of(args[1])))
                        .build()) {
            System.out.println(READY);
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(answer(pool, line));
            }
        }
    }

    private static String answer(WorkerPool<byte[], FailingEcho.Result> pool, String line)
            throws Exception {
        if (line.endsWith(UNENCODABLE) && !isRejected(pool)) {
            return "a job that cannot be encoded was accepted";
        }
        return run(pool, Integer.parseInt(line.replace(UNENCODABLE, "")));
    }

    private static boolean isRejected(WorkerPool<byte[], FailingEcho.Result> pool) {
        try {
            // A large one, so that a file is begun.
            var _ = pool.submit(FailingEcho.job(Kind.CANNOT_BE_SUBMITTED, 0));
            return false;
        } catch (IllegalArgumentException | CrashControl.CaughtError rejected) {
            return true;
        }
    }

    private static String run(WorkerPool<byte[], FailingEcho.Result> pool, int jobs)
            throws Exception {
        List<CompletableFuture<FailingEcho.Result>> outcomes = new ArrayList<>();
        for (int number = 0; number < jobs; number++) {
            outcomes.add(pool.submit(FailingEcho.job(Kind.SUCCEEDS, number)));
        }
        for (int number = 0; number < jobs; number++) {
            var _ = FailingEcho.attemptOf(outcomes.get(number), Kind.SUCCEEDS, number, PATIENCE);
        }
        return EXACT;
    }
}
