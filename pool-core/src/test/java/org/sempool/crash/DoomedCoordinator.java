package org.sempool.crash;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.sempool.TestHandlers.Obey;
import org.sempool.TestPools;
import org.sempool.WorkerPool;

/**
 * A coordinator that does not close its pool: main class of a child JVM. Its arguments are the
 * pool's directory, how it ends, and the jobs that its workers run meanwhile.
 */
public final class DoomedCoordinator {
    static final String READY = "ready";

    /** Before the result of a job that a shutdown hook has waited for. */
    static final String FINISHED = "finished: ";

    private static final String FINISH = "finish";

    private DoomedCoordinator() {}

    public static void main(String[] args) throws IOException {
        List<String> jobs = List.of(args).subList(2, args.length);
        WorkerPool<String, String> pool =
                TestPools.builder(Obey.class)
                        .workers(Math.max(jobs.size(), 2))
                        .transportOption("directory", args[0])
                        .stopAtExit(!args[1].equals(FINISH))
                        .build();
        List<CompletableFuture<String>> results = jobs.stream().map(pool::submit).toList();
        if (args[1].equals(FINISH)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(pool, results)));
        }
        System.out.println(READY);
        int unused = System.in.read();
        switch (args[1]) {
            case "exit" -> System.exit(unused);
            case "exception" -> throw new IllegalStateException("not caught");
            case FINISH -> throw new IllegalStateException("no signal came");
            case String other -> throw new IllegalArgumentException(other);
        }
    }

    private static void finish(
            WorkerPool<String, String> pool, List<CompletableFuture<String>> results) {
        results.forEach(result -> System.out.println(FINISHED + result.join()));
        pool.close();
    }
}
