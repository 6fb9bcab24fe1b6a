package org.sempool.cli;

import java.util.concurrent.locks.ReentrantLock;
import org.sempool.process.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-Z (SIGTSTP) and {@code fg}: suspends what the terminal does not reach, then suspends this
 * process as the signal alone would have done. Once the process is continued, resumes everything.
 */
final class JobControl implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobControl.class);

    private final ProcessSignal signal = new ProcessSignal("TSTP");
    private final ReentrantLock suspending = new ReentrantLock();
    private final Runnable suspend;
    private final Runnable resume;
    private final boolean handled;
    private boolean closed;

    /** In force until it is closed, unless this process was started with the signal ignored. */
    JobControl(Runnable suspend, Runnable resume) {
        this.suspend = suspend;
        this.resume = resume;
        this.handled = signal.handle(this::suspend);
    }

    private void suspend() {
        // A second Ctrl-Z at the same moment must have no effect after the first fg.
        if (!suspending.tryLock()) {
            return;
        }
        try {
            if (!closed) {
                suspendUntilContinued();
            }
        } finally {
            suspending.unlock();
        }
    }

    private void suspendUntilContinued() {
        try {
            suspend.run();
        } catch (RuntimeException e) {
            LOG.warn("cannot suspend the workers together with this process: {}", e.getMessage());
        }
        try {
            signal.reset();
            Signals.suspendSelf();
        } finally {
            var _ = signal.handle(this::suspend);
            resume.run();
        }
    }

    @Override
    public void close() {
        // If it is about to suspend this process, wait until the process is continued.
        suspending.lock();
        try {
            closed = true;
            if (handled) {
                signal.reset();
            }
        } finally {
            suspending.unlock();
        }
    }
}
