package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.SupervisedEnd.HeldJobs;
import org.sempool.wire.WorkerOrder;
import org.sempool.wire.WorkerOrder.CancelJob;
import org.sempool.wire.WorkerOrder.MakeLast;

/** A job that is to be cancelled is cancelled wherever it moves. (Job 7 has the ticket 70.) */
final class CancelOrdersTest {
    private static final int NOBODY = 0;

    private record Given(int worker, WorkerOrder order) {}

    private final List<Given> given = new ArrayList<>();
    private final JobRuns runs =
            new JobRuns(channel(), new PoolClock(() -> nowNanos()), _ -> JobRuns.NEVER);
    private final CancelOrders orders =
            new CancelOrders(
                    channel(),
                    runs,
                    Duration.ofSeconds(1),
                    (order, worker) -> given.add(new Given(worker, order)));

    private long nowMillis;
    private int holder = NOBODY;
    private int attempt = 1;
    private boolean waits;
    private boolean has = true;

    @Test
    void anOrderIsRepeatedWhileTheJobRuns() {
        holder = 1;
        orders.add(7, 70, true);
        pollAfter(0);
        assertEquals(List.of(new Given(1, new CancelJob(7, 1))), given);

        pollAfter(1);
        assertEquals(1, given.size(), "not with each poll");
        pollAfter(10);

        assertEquals(2, given.size());
    }

    @Test
    void aJobThatIsPutBackAndTakenByAnotherWorkerIsCancelledThere() {
        orders.add(7, 70, true);
        pollAfter(0);
        assertTrue(orders.anyAtOnce(), "it is on its way to another worker");

        holder = 2;
        attempt = 2;
        pollAfter(100);

        assertEquals(List.of(new Given(2, new CancelJob(7, 2))), given);
        assertTrue(orders.anyAtOnce());
    }

    @Test
    void aJobThatIsPutBackIsWithdrawn() {
        orders.add(7, 70, true);
        waits = true;

        pollAfter(0);

        assertFalse(has);
        assertFalse(orders.anyAtOnce());
    }

    @Test
    void aJobWithoutFurtherAttemptsIsNotInterrupted() {
        orders.add(7, 70, false);
        for (int worker = 1; worker <= 2; worker++) {
            holder = worker;
            pollAfter(100);
            pollAfter(100);
        }

        assertEquals(4, given.size());
        assertTrue(given.stream().allMatch(order -> order.order instanceof MakeLast));
        assertFalse(orders.anyAtOnce());
    }

    @Test
    void aJobWithoutFurtherAttemptsCanStillBeCancelledAtOnce() {
        holder = 1;
        orders.add(7, 70, false);
        pollAfter(0);
        given.clear();

        orders.add(7, 70, true);
        pollAfter(0);

        assertEquals(List.of(new Given(1, new CancelJob(7, 1))), given);
    }

    @Test
    void aWorkerThatReadsNoOrdersIsNotGivenMoreThanItsPipeHolds() {
        holder = 1;
        orders.add(7, 70, true);

        for (int i = 0; i < 100_000; i++) {
            pollAfter(100);
        }

        assertTrue(given.size() < 30, "orders=" + given.size());
    }

    @Test
    void anEndedJobIsForgotten() {
        holder = 1;
        orders.add(7, 70, true);
        pollAfter(0);

        holder = NOBODY;
        has = false;
        pollAfter(100);

        assertFalse(orders.anyAtOnce());
        assertEquals(1, given.size());
    }

    private void pollAfter(long millis) {
        nowMillis += millis;
        runs.poll();
        orders.reconcile();
    }

    private long nowNanos() {
        return TimeUnit.MILLISECONDS.toNanos(nowMillis);
    }

    private SupervisedEnd channel() {
        return (SupervisedEnd)
                Proxy.newProxyInstance(
                        SupervisedEnd.class.getClassLoader(),
                        new Class<?>[] {SupervisedEnd.class},
                        (_, method, arguments) -> answer(method.getName(), arguments));
    }

    private Object answer(String method, Object[] arguments) {
        return switch (method) {
            case "showHeldJobs" -> {
                if (holder != NOBODY) {
                    ((HeldJobs) arguments[0]).held(holder, 7, attempt, 0);
                }
                yield true;
            }
            case "has" -> has;
            case "withdraw" -> {
                boolean withdrawn = has && waits;
                has &= !withdrawn;
                yield withdrawn;
            }
            default -> throw new IllegalStateException(method);
        };
    }
}
