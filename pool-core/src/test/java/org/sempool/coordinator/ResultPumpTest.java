package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sempool.Codec;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.Lease;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadReader;

/** A pump that delivers while the pool is being stopped. */
final class ResultPumpTest {
    private final PendingJobs<byte[]> pending = new PendingJobs<>(8);
    private final JobFuture<byte[]> job = new JobFuture<>(new Nobody<>());
    private final ResultPump<byte[]> pump =
            new ResultPump<>(end(), pending, Codec.bytes(), new NoNews(), () -> {});

    @BeforeEach
    void submit() {
        pending.add(job);
    }

    @Test
    void aJobEndsEvenIfItsResultCannotBeFreed() {
        assertThrows(IllegalStateException.class, () -> pump.takeResultOf(job.id()));

        assertEquals(2, job.join().length);
    }

    /** The memory that it is in may have been given up while it was read. */
    @Test
    void aResultThatIsReadAfterTheEndDoesNotCount() {
        pump.end();

        assertThrows(IllegalStateException.class, () -> pump.takeResultOf(job.id()));

        assertFalse(job.isDone());
        assertSame(job, pending.get(job.id()), "for the stop to end it");
    }

    /** An end that has one result and nothing else. */
    private CoordinatorEnd end() {
        return (CoordinatorEnd)
                Proxy.newProxyInstance(
                        CoordinatorEnd.class.getClassLoader(),
                        new Class<?>[] {CoordinatorEnd.class},
                        (_, method, _) -> {
                            assertEquals("takeResultOf", method.getName());
                            return new Unfreeable(job.id());
                        });
    }

    private record Unfreeable(long jobId) implements Lease {
        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public MessageKind kind() {
            return MessageKind.RESULT;
        }

        @Override
        public int sender() {
            return 1;
        }

        @Override
        public PayloadReader payload() {
            PayloadReader reader = new PayloadReader();
            reader.reset(MemorySegment.ofArray(new byte[] {1, 2}), 2);
            return reader;
        }

        @Override
        public void free() {
            throw new IllegalStateException("the memory is gone");
        }

        @Override
        public void putBack(int nextAttempt) {
            throw new AssertionError("a result is not done again");
        }
    }

    private static final class NoNews implements ResultPump.WorkerNews {
        @Override
        public void ready(int worker, long pid) {}

        @Override
        public void retiring(int worker, long pid) {}

        @Override
        public void hasWorked(int worker) {}

        @Override
        public void unreadable(Throwable why) {}
    }
}
