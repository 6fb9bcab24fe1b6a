package org.sempool.executor;

import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sempool.classes.ForeignClasses;
import org.sempool.serial.AllowList;
import org.sempool.serial.Serialization;

/**
 * Makes tasks that can travel: serializes them, and gives the workers their classes. Thread-safe.
 */
final class TaskFactory {
    private final AllowList allowed;
    private final ForeignClasses classes;

    TaskFactory(AllowList allowed, ForeignClasses classes) {
        this.allowed = allowed;
        this.classes = classes;
    }

    <T> RemoteTask<T> of(Callable<T> callable) {
        Objects.requireNonNull(callable, "task");
        return make(null, callable, callable, TaskFactory::asReturned);
    }

    /** A task whose result is the given value. */
    <T> RemoteTask<T> of(Runnable runnable, T value) {
        Objects.requireNonNull(runnable, "task");
        return make(null, runnable, new RunnableTask(runnable), _ -> value);
    }

    /** A task that stands for a runnable, and that {@code shutdownNow} returns as such. */
    RemoteTask<Boolean> of(Runnable runnable) {
        Objects.requireNonNull(runnable, "task");
        return make(runnable, runnable, new RunnableTask(runnable), _ -> true);
    }

    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T asReturned(@Nullable Object object) {
        return (T) object;
    }

    /**
     * @param given the task as it was submitted, for messages
     * @param travels what the worker calls
     */
    private <T> RemoteTask<T> make(
            @Nullable Runnable origin,
            Object given,
            Callable<?> travels,
            Function<@Nullable Object, T> toResult) {
        Set<Class<?>> needed = new LinkedHashSet<>();
        byte[] serialized;
        try {
            serialized = Serialization.write(travels, needed);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            String why = SerializationFault.in(given).orElseGet(e::toString);
            throw new RejectedExecutionException("the task cannot be serialized: " + why, e);
        }
        try {
            for (Class<?> type : needed) {
                classes.add("the task's class " + type.getName(), type);
            }
        } catch (IOException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        }
        return new RemoteTask<>(
                origin, serialized, allowed, given.getClass().getClassLoader(), toResult);
    }

    /** A task without a result. */
    private record RunnableTask(Runnable runnable)
            implements Callable<@Nullable Object>, Serializable {
        @Override
        public @Nullable Object call() {
            runnable.run();
            return null;
        }
    }
}
