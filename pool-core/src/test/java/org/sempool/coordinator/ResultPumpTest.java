package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sempool.Codec;
import org.sempool.spi.SupervisedEnd;

/** A delivery during the pool's stop ends its job, or leaves it to the stop. */
final class ResultPumpTest {
    private final PendingJobs<byte[]> pending = new PendingJobs<>(8);
    private final JobFuture<byte[]> job = new JobFuture<>(new NoPool<>());
    private final ResultPump<byte[]> pump = TestPump.of(channel(), pending, Codec.bytes());

    @BeforeEach
    void submit() {
        pending.add(job);
    }

    @Test
    void aJobEndsEvenIfItsResultCannotBeFreed() {
        assertThrows(IllegalStateException.class, () -> pump.takeResultOf(job.id()));

        assertEquals(2, job.join().length);
    }

    /** The result's memory may have been unmapped while it was read. */
    @Test
    void aResultThatIsReadAfterTheEndDoesNotCount() {
        pump.end();

        assertThrows(IllegalStateException.class, () -> pump.takeResultOf(job.id()));

        assertFalse(job.isDone());
        assertSame(job, pending.get(job.id()), "the stop ends it");
    }

    /** A channel that has one result and nothing else. */
    private SupervisedEnd channel() {
        return (SupervisedEnd)
                Proxy.newProxyInstance(
                        SupervisedEnd.class.getClassLoader(),
                        new Class<?>[] {SupervisedEnd.class},
                        (_, method, _) -> {
                            assertEquals("takeResultOf", method.getName());
                            return new ResultLease(
                                    job.id(),
                                    () -> {
                                        throw new IllegalStateException("the memory is gone");
                                    });
                        });
    }
}
