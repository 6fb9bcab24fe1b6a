package org.sempool.examples.step3semqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.sempool.examples.homework.JobQueue;
import org.sempool.examples.homework.JobQueueContract;

/** Specifies the queue of step 3. */
final class SemQueueTest extends JobQueueContract {
    private final List<SemQueue<?>> queues = new ArrayList<>();

    @Override
    protected <T> JobQueue<T> queue(int capacity) {
        SemQueue<T> queue = new SemQueue<>(capacity);
        queues.add(queue);
        return queue;
    }

    @AfterEach
    void theInvariantsHoldAtRest() {
        queues.forEach(SemQueue::checkAtRest);
        assertEquals(false, queues.isEmpty());
    }
}
