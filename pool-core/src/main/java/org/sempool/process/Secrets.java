package org.sempool.process;

import java.util.Map;

/**
 * The environment variables whose values are for this process alone. Workers run other people's
 * code, which may print its environment.
 */
public final class Secrets {
    /** The password for a message broker. */
    public static final String BROKER_PASSWORD = "SEMPOOL_BROKER_PASSWORD";

    private Secrets() {}

    /** Removes them from the environment of a process that is to be started. */
    public static void removeFrom(Map<String, String> environment) {
        environment.remove(BROKER_PASSWORD);
    }
}
