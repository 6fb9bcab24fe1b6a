package org.sempool.worker;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends the worker when its coordinator is gone: at the end of standard input, a pipe whose other
 * end only the coordinator holds, and which the kernel closes however the coordinator ends.
 *
 * <p>It halts: no shutdown hook runs, since one that hangs would keep the worker for ever.
 */
final class CoordinatorWatch {
    private static final int COORDINATOR_GONE = 71;

    private CoordinatorWatch() {}

    static void start(InputStream lifeline) {
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .name("sempool-coordinator-watch")
                        .start(() -> awaitEnd(lifeline));
    }

    private static void awaitEnd(InputStream lifeline) {
        try {
            while (lifeline.read() >= 0) {
                // Nobody writes; if somebody does, it means nothing.
            }
        } catch (IOException e) {
            System.err.println("the coordinator cannot be watched any more: " + e);
        } finally {
            Runtime.getRuntime().halt(COORDINATOR_GONE);
        }
    }
}
