package org.sempool.examples.step1threads;

import org.sempool.examples.homework.JobQueue;
import org.sempool.examples.homework.JobQueueContract;

/** Specifies the queue of step 1. */
final class LockedQueueTest extends JobQueueContract {
    @Override
    protected <T> JobQueue<T> queue(int capacity) {
        return new LockedQueue<>(capacity);
    }
}
