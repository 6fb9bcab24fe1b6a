package org.sempool.examples.step1threads;

import org.sempool.examples.homework.JobQueue;
import org.sempool.examples.homework.JobQueueContract;

final class LockedQueueTest extends JobQueueContract {
    @Override
    protected <T> JobQueue<T> queue(int capacity) {
        return new LockedQueue<>(capacity);
    }
}
