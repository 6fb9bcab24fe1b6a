package org.sempool.examples.grading;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A thread of a test. Every wait for it is bounded, because the tests look for queues that hang.
 *
 * @param <T> the type of its result
 */
public final class Actor<T> {
    /** Long in the build, where other things run; short while a student waits for the grade. */
    private static final int PATIENCE_SECONDS = Integer.getInteger("grading.patience.seconds", 60);

    private final Thread thread;
    private final CompletableFuture<T> outcome;

    private Actor(Thread thread, CompletableFuture<T> outcome) {
        this.thread = thread;
        this.outcome = outcome;
    }

    /**
     * Starts a thread.
     *
     * @param name its name in messages
     * @param work its work
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

    /** Returns once the thread waits for something; fails if it does not. */
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
            case SUCCESS -> "; it returned " + outcome.resultNow();
            case FAILED -> "; it threw " + outcome.exceptionNow();
            default -> "";
        };
    }

    /** The result of the thread; fails if it does not return, or throws. */
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

    /** What the thread threw; fails if it does not return, or throws nothing. */
    public Throwable thrown(String otherwise) {
        try {
            T result = outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return fail(thread.getName() + " returned " + result + "; " + otherwise);
        } catch (TimeoutException e) {
            return fail(stillThere(otherwise), e);
        } catch (ExecutionException e) {
            return outcome.exceptionNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted", e);
        }
    }

    /** Interrupts the thread. */
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
                + " has not returned after "
                + PATIENCE_SECONDS
                + " s"
                + where
                + "; "
                + otherwise;
    }
}
