package org.sempool.cli;

import java.util.concurrent.locks.ReentrantLock;
import org.sempool.process.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-Z (SIGTSTP) and {@code fg}: suspends what the terminal does not reach, then stops this
 * process as the signal alone would have done. Once the process is continued, resumes everything.
 */
final class JobControl implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobControl.class);

    private final ProcessSignal signal = new ProcessSignal("TSTP");
    private final ReentrantLock stopping = new ReentrantLock();
    private final Runnable suspend;
    private final Runnable resume;
    private final boolean handled;
    private boolean closed;

    /** In force until it is closed, unless this process was started with the signal ignored. */
    JobControl(Runnable suspend, Runnable resume) {
        this.suspend = suspend;
        this.resume = resume;
        this.handled = signal.handle(this::stop);
    }

    private void stop() {
        // A second Ctrl-Z at the same moment must have no effect after the first fg.
        if (!stopping.tryLock()) {
            return;
        }
        try {
            if (!closed) {
                stopUntilContinued();
            }
        } finally {
            stopping.unlock();
        }
    }

    private void stopUntilContinued() {
        try {
            suspend.run();
        } catch (RuntimeException e) {
            LOG.warn("cannot stop the workers together with this process: {}", e.getMessage());
        }
        try {
            signal.reset();
            Signals.stopSelf();
        } finally {
            var _ = signal.handle(this::stop);
            resume.run();
        }
    }

    @Override
    public void close() {
        // If it is about to stop this process, wait until the process is continued.
        stopping.lock();
        try {
            closed = true;
            if (handled) {
                signal.reset();
            }
        } finally {
            stopping.unlock();
        }
    }
}
