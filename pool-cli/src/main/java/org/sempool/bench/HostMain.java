package org.sempool.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.sempool.JobHandler;
import org.sempool.WorkerHost;

/**
 * A worker host in a process of its own. Its jobs take no core of this machine: it stands for
 * another one. Ends with its input.
 */
final class HostMain {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private HostMain() {}

    /**
     * Takes the broker's URL, the pool's name, the handler, the workers, and a job's nanoseconds.
     */
    public static void main(String[] args)
            throws IOException, ClassNotFoundException, InterruptedException {
        Class<? extends JobHandler<?, ?>> handler = handler(Class.forName(args[2]));
        try (WorkerHost host =
                WorkerHost.builder(handler)
                        .transportOption("broker", args[0])
                        .transportOption("pool", args[1])
                        .workers(Integer.parseInt(args[3]))
                        .jvmFlags(
                                "-D" + BenchHandler.JOB_NANOS + "=" + args[4],
                                "-D" + BenchHandler.ELSEWHERE + "=true")
                        .build()) {
            if (host.awaitConnection(PATIENCE)) {
                System.out.println(TransportWorker.READY);
            }
            var _ = System.in.transferTo(OutputStream.nullOutputStream());
            host.shutdownNow();
        }
        Runtime.getRuntime().halt(0);
    }

    @SuppressWarnings("unchecked") // it is one of the bench's own
    private static Class<? extends JobHandler<?, ?>> handler(Class<?> type) {
        return (Class<? extends JobHandler<?, ?>>) type.asSubclass(JobHandler.class);
    }
}
