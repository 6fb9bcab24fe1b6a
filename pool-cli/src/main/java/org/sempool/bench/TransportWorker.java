package org.sempool.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.sempool.spi.Draft;
import org.sempool.spi.Lease;
import org.sempool.spi.Transport;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;

/** A worker that only echoes, to measure the transport alone. */
final class TransportWorker {
    static final String READY = "ready";
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private TransportWorker() {}

    /**
     * Takes the transport's name, its address, the worker's number and the nanoseconds of a job.
     */
    public static void main(String[] args) throws IOException {
        endWithParent();
        long jobNanos = Long.parseLong(args[3]);
        try (WorkerEnd channel = transport(args[0]).attach(args[1], Integer.parseInt(args[2]))) {
            System.out.println(READY);
            while (!channel.jobsEnded()) {
                Lease job = channel.takeJob(WAIT_NANOS);
                if (job != null) {
                    Busy.work(jobNanos);
                    echo(channel, job);
                }
            }
        }
    }

    private static void echo(WorkerEnd channel, Lease job) {
        Draft result = null;
        while (result == null) {
            result =
                    channel.draftResult(MessageKind.RESULT, job.jobId(), job.attempt(), WAIT_NANOS);
        }
        result.payload().putSegment(job.payload().rest());
        result.publish();
        job.free();
    }

    static Transport transport(String name) {
        return ServiceLoader.load(Transport.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(transport -> transport.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Ends this process with its parent, whose pipe is this process's standard input. */
    static void endWithParent() {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                var _ = System.in.transferTo(OutputStream.nullOutputStream());
                            } catch (IOException e) {
                                System.err.println(e);
                            }
                            Runtime.getRuntime().halt(0);
                        });
    }
}
