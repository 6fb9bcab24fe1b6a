package org.sempool.cli;

import java.util.concurrent.CompletableFuture;

/** Says when the next job may start. For the one thread that submits the jobs. */
interface StartGate {
    /** Lets each job start at once. */
    StartGate OPEN =
            new StartGate() {
                @Override
                public void await() {}

                @Override
                public void started(CompletableFuture<?> result) {}
            };

    /** Waits until the next job may start, for as long as it takes. */
    void await() throws InterruptedException;

    /** The job starts now. */
    void started(CompletableFuture<?> result);
}
