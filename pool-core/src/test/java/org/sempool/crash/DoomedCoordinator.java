package org.sempool.crash;

import java.io.IOException;
import java.util.List;
import org.sempool.TestHandlers.Obey;
import org.sempool.TestPools;
import org.sempool.WorkerPool;

/**
 * A coordinator that does not close its pool: main class of a child JVM. Its arguments are the
 * pool's directory, how it ends, and the jobs that its workers run meanwhile.
 */
public final class DoomedCoordinator {
    static final String READY = "ready";

    private DoomedCoordinator() {}

    public static void main(String[] args) throws IOException {
        List<String> jobs = List.of(args).subList(2, args.length);
        WorkerPool<String, String> pool =
                TestPools.builder(Obey.class)
                        .workers(Math.max(jobs.size(), 2))
                        .transportOption("directory", args[0])
                        .build();
        for (String job : jobs) {
            var _ = pool.submit(job);
        }
        System.out.println(READY);
        int unused = System.in.read();
        switch (args[1]) {
            case "exit" -> System.exit(unused);
            case "exception" -> throw new IllegalStateException("not caught");
            case String other -> throw new IllegalArgumentException(other);
        }
    }
}
