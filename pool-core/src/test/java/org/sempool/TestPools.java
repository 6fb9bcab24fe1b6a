package org.sempool;

/** Pools whose workers live too short for what the JVM's optimizing compiler costs. */
public final class TestPools {
    /** No optimizing compiler. */
    public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private TestPools() {}

    /** Begins a pool of such workers. */
    public static <J, R> WorkerPoolBuilder<J, R> builder(
            Class<? extends JobHandler<J, R>> handler) {
        return WorkerPool.builder(handler).jvmFlags(SHORT_LIVED);
    }
}
