package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A future that its user ends cancels its job once, and ends in any case. */
final class JobFutureTest implements JobFuture.Hooks<String> {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final JobFuture<String> job = new JobFuture<>(this);
    private boolean taken;

    @Override
    public void waiting(JobFuture<String> job) {}

    @Override
    public synchronized boolean removePending(JobFuture<String> job) {
        boolean first = !taken;
        taken = true;
        return first;
    }

    @Override
    public void cancel(JobFuture<String> job, boolean mayInterrupt) {
        events.add("cancel, interrupt=" + mayInterrupt);
    }

    static Stream<Consumer<CompletableFuture<String>>> endings() {
        return Stream.of(
                f -> f.cancel(true),
                f -> f.complete("x"),
                f -> f.completeExceptionally(new IllegalStateException("x")),
                f -> f.orTimeout(1, TimeUnit.NANOSECONDS),
                f -> f.completeOnTimeout("x", 1, TimeUnit.NANOSECONDS),
                f -> f.completeAsync(() -> "x"),
                f -> f.completeAsync(() -> "x", Runnable::run),
                f ->
                        f.completeAsync(
                                () -> {
                                    throw new IllegalStateException("x");
                                }),
                f -> f.obtrudeValue("x"),
                f -> f.obtrudeException(new IllegalStateException("x")));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void theJobIsStoppedBeforeTheDependentsRun(Consumer<CompletableFuture<String>> ending)
            throws Exception {
        var _ = job.whenComplete((_, _) -> events.add("dependent"));

        ending.accept(job);

        assertEquals("cancel, interrupt=true", events.poll(30, TimeUnit.SECONDS));
        assertEquals("dependent", events.poll(30, TimeUnit.SECONDS));
        assertTrue(job.isDone());
        assertTrue(events.isEmpty());
    }

    /** The result may still wait for a thread; then there is nothing to cancel. */
    @ParameterizedTest
    @MethodSource("endings")
    void aFutureWhoseResultWasTakenCanBeEnded(Consumer<CompletableFuture<String>> ending)
            throws Exception {
        assertTrue(removePending(job));
        CompletableFuture<Void> dependent = job.handle((_, _) -> null);

        ending.accept(job);

        dependent.get(30, TimeUnit.SECONDS);
        job.end("result");
        assertFalse(job.state() == Future.State.SUCCESS && job.resultNow().equals("result"));
        assertEquals(List.of(), List.copyOf(events));
    }

    @Test
    void aResultThatComesFirstWins() {
        assertTrue(removePending(job));

        job.end("result");

        assertFalse(job.cancel(true));
        assertFalse(job.complete("late"));
        assertEquals("result", job.join());
    }

    @Test
    void theFutureEndsEvenIfTheJobCannotBeStopped() {
        JobFuture<String> other =
                new JobFuture<>(
                        new JobFuture.Hooks<>() {
                            @Override
                            public void waiting(JobFuture<String> job) {}

                            @Override
                            public boolean removePending(JobFuture<String> job) {
                                return true;
                            }

                            @Override
                            public void cancel(JobFuture<String> job, boolean mayInterrupt) {
                                throw new IllegalStateException("no thread");
                            }
                        });

        assertThrows(IllegalStateException.class, () -> other.cancel(true));

        assertTrue(other.isCancelled());
    }

    @Test
    void aFutureThatThePoolEndsStopsNothing() {
        job.end("result");

        assertEquals("result", job.join());
        assertFalse(job.cancel(true));
        assertEquals(List.of(), List.copyOf(events));
    }

    @Test
    void aSecondCancellationReportsThatItIsCancelled() {
        assertTrue(job.cancel(false));
        assertTrue(job.cancel(true));

        assertEquals(List.of("cancel, interrupt=false"), List.copyOf(events));
    }
}
