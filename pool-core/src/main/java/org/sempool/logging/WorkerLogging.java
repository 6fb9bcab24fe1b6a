package org.sempool.logging;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the bridge knows of the worker in which it runs. */
public final class WorkerLogging {
    private static final String PROVIDER = "slf4j.provider";
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    /**
     * A job that runs.
     *
     * @param id its number
     * @param name its name, if it has one
     */
    public record RunningJob(long id, @Nullable String name) {}

    private static volatile int number;
    private static volatile Supplier<@Nullable RunningJob> current = () -> null;

    private WorkerLogging() {}

    /**
     * Makes SLF4J load the bridge, if it is ever used in this process. To be called before that. A
     * provider that the user has chosen is left alone, and an old SLF4J does not know the property.
     */
    public static void begin() {
        if (System.getProperty(PROVIDER) == null) {
            System.setProperty(PROVIDER, "org.sempool.logging.BridgeProvider");
            if (System.getProperty(VERBOSITY) == null) {
                // Otherwise it prints that it was told which provider to load.
                System.setProperty(VERBOSITY, "WARN");
            }
        }
    }

    /**
     * Says what events belong to.
     *
     * @param worker the worker's number
     * @param running the job that runs now, or null; for any thread
     */
    public static void describe(int worker, Supplier<@Nullable RunningJob> running) {
        number = worker;
        current = running;
    }

    static int worker() {
        return number;
    }

    static @Nullable RunningJob job() {
        return current.get();
    }
}
