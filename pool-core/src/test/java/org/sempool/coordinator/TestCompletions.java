package org.sempool.coordinator;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Completions without a pool. */
final class TestCompletions {
    static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    static final int MAX_WAITING = 4;

    private TestCompletions() {}

    static <R> Completions<R> withoutExecutor() {
        return with(null);
    }

    static <R> Completions<R> with(@Nullable Executor executor) {
        return with(executor, threads(2));
    }

    static <R> Completions<R> with(@Nullable Executor executor, CompletionThreads own) {
        return with(executor, own, System::nanoTime);
    }

    /** With a clock that stands still, all completions are quick, however busy the machine is. */
    static <R> Completions<R> withoutTime() {
        return with(null, threads(2), () -> 0);
    }

    private static <R> Completions<R> with(
            @Nullable Executor executor, CompletionThreads own, LongSupplier nanoTime) {
        return new Completions<>(executor, own, new SideThreads(), MAX_WAITING, () -> {}, nanoTime);
    }

    static CompletionThreads threads(int usualThreads) {
        return new CompletionThreads(
                usualThreads,
                STALL_NANOS,
                Thread.ofPlatform().daemon().name("test-completion-", 1).factory());
    }
}
