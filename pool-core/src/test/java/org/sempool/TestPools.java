package org.sempool;

/** Pools whose workers live too briefly for the JVM's optimizing compiler to pay off. */
public final class TestPools {
    /** No optimizing compiler. */
    public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private TestPools() {}

    /** Starts to configure a pool of such workers. */
    public static <J, R> WorkerPoolBuilder<J, R> builder(
            Class<? extends JobHandler<J, R>> handler) {
        return WorkerPool.builder(handler).jvmFlags(SHORT_LIVED);
    }
}
