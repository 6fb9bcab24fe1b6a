package org.sempool.examples.grading;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A thread of a test, which is never waited for without an end: a queue that hangs is what is
 * looked for.
 *
 * @param <T> what it comes back with
 */
public final class Actor<T> {
    /** Long in the build, where other things run; short while somebody waits for his grade. */
    private static final int PATIENCE_SECONDS = Integer.getInteger("grading.patience.seconds", 60);

    private final Thread thread;
    private final CompletableFuture<T> outcome;

    private Actor(Thread thread, CompletableFuture<T> outcome) {
        this.thread = thread;
        this.outcome = outcome;
    }

    /**
     * Starts one.
     *
     * @param name what it is called if something is to be said of it
     * @param work what it does
     */
    public static <T> Actor<T> start(String name, Callable<T> work) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name(name)
                        .start(
                                () -> {
                                    try {
                                        outcome.complete(work.call());
                                    } catch (Throwable thrown) {
                                        outcome.completeExceptionally(thrown);
                                    }
                                });
        return new Actor<>(thread, outcome);
    }

    /** Returns once it waits for something. It is a failure if it does not come to that. */
    public Actor<T> awaitWaiting(String otherwise) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end && !outcome.isDone()) {
            Thread.State state = thread.getState();
            if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
                return this;
            }
            Thread.onSpinWait();
        }
        return fail(thread.getName() + " should wait: " + otherwise + outcomeSoFar());
    }

    private String outcomeSoFar() {
        return switch (outcome.state()) {
            case SUCCESS -> "; it came back with " + outcome.resultNow();
            case FAILED -> "; it threw " + outcome.exceptionNow();
            default -> "";
        };
    }

    /** What it came back with. It is a failure if it does not come back, or throws. */
    public T result(String otherwise) {
        try {
            return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return fail(stillThere(otherwise), e);
        } catch (ExecutionException e) {
            return fail(thread.getName() + " threw " + e.getCause() + "; " + otherwise, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted", e);
        }
    }

    /** What it threw. It is a failure if it does not come back, or throws nothing. */
    public Throwable thrown(String otherwise) {
        try {
            T result = outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return fail(thread.getName() + " came back with " + result + "; " + otherwise);
        } catch (TimeoutException e) {
            return fail(stillThere(otherwise), e);
        } catch (ExecutionException e) {
            return outcome.exceptionNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted", e);
        }
    }

    /** Interrupts it. */
    public Actor<T> interrupt() {
        thread.interrupt();
        return this;
    }

    private String stillThere(String otherwise) {
        String where =
                Arrays.stream(thread.getStackTrace())
                        .filter(frame -> frame.getClassName().contains(".exercise"))
                        .findFirst()
                        .map(frame -> " in " + frame)
                        .orElse("");
        return thread.getName()
                + " is still there after "
                + PATIENCE_SECONDS
                + " s"
                + where
                + "; "
                + otherwise;
    }
}
