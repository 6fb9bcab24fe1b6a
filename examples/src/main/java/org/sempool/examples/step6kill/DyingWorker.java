package org.sempool.examples.step6kill;

import java.io.IOException;
import org.sempool.examples.step4sharedqueue.Worker;

/** The worker of step 4, which is killed over certain numbers. */
final class DyingWorker {
    private DyingWorker() {}

    /** Takes the file with the queues. */
    public static void main(String[] args) throws IOException {
        Worker.work(
                args[0],
                number -> {
                    if (Murder.isFor(number)) {
                        Murder.commit();
                    }
                });
    }
}
