package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sempool.TestHandlers.Obey;

/** However a job fails, its exception says which job it was. */
@Timeout(120)
final class FailuresIT {
    private static final JobOptions NAMED = JobOptions.defaults().name("thumb-3");

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    /** A result that only the submitter cannot read, since only it reads results. */
    public static final class Unreadable implements JobHandler<String, String> {
        public Unreadable() {}

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }

        @Override
        public Codec<String> resultCodec() {
            return Codec.of(
                    String::getBytes,
                    bytes -> {
                        throw new IllegalStateException("bytes=" + bytes.length);
                    });
        }
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(Obey.class).workers(1).attempts(1);
    }

    private static void assertNames(PoolException failure, long id) {
        assertEquals(OptionalLong.of(id), failure.jobId());
        assertEquals("thumb-3", failure.jobName().orElse(""));
        String message = failure.getMessage();
        assertTrue(message.startsWith("job " + id + " (thumb-3): "), message);
    }

    @Test
    void everyExceptionNamesItsJob() {
        JobOptions brief = NAMED.timeout(Duration.ofMillis(300));
        try (WorkerPool<String, String> pool = builder().build()) {
            List<CompletableFuture<String>> jobs =
                    List.of(
                            pool.submit("throw it", NAMED),
                            pool.submit("halt 3", NAMED),
                            pool.submit("until-told", brief));

            assertNames(Failures.of(JobFailedException.class, jobs.get(0)), 1);
            assertNames(Failures.of(WorkerDiedException.class, jobs.get(1)), 2);
            assertNames(Failures.of(JobTimedOutException.class, jobs.get(2)), 3);
        }
    }

    @Test
    void aJobThatTheClosedPoolDropsIsNamed() {
        WorkerPool<String, String> pool = builder().build();
        CompletableFuture<String> job = pool.submit("until-told", NAMED);

        pool.shutdownNow();

        Awaitility.await().until(job::isDone);
        assertNames(assertInstanceOf(PoolClosedException.class, job.exceptionNow()), 1);
    }

    @Test
    void aJobWithoutANameHasItsId() {
        try (WorkerPool<String, String> pool = builder().build()) {
            JobFailedException e = Failures.of(JobFailedException.class, pool.submit("throw it"));

            assertEquals("job 1: java.lang.IllegalStateException: it", e.getMessage());
        }
    }

    @Test
    void aResultThatCannotBeReadSaysWhichCodecFailed() {
        try (WorkerPool<String, String> pool =
                TestPools.builder(Unreadable.class).workers(1).build()) {
            UnreadableResultException e =
                    Failures.of(UnreadableResultException.class, pool.submit("abc", NAMED));

            assertNames(e, 1);
            assertTrue(
                    e.reason().contains("made for org.sempool.FailuresIT$Unreadable:"), e.reason());
            assertTrue(e.reason().endsWith("IllegalStateException: bytes=3"), e.reason());
            assertInstanceOf(IllegalStateException.class, e.getCause());
        }
    }

    /** An exception with content of its own. */
    public static final class Rejected extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // the list is serializable
        private final List<Integer> codes;

        Rejected(List<Integer> codes) {
            super("rejected");
            this.codes = codes;
        }
    }

    /** Throws what its jobs say. */
    public static final class Rejecting implements JobHandler<String, String> {
        @SuppressWarnings("serial") // that is the point
        private static final class Opaque extends Exception {
            private static final long serialVersionUID = 1L;
            private final Object notSerializable = new Object();

            @Override
            public String getMessage() {
                return notSerializable.getClass().getName();
            }
        }

        @SuppressWarnings("serial")
        private static final class Huge extends Exception {
            private static final long serialVersionUID = 1L;
            private final byte[] bytes = new byte[2 << 20];

            @Override
            public String getMessage() {
                return "bytes=" + bytes.length;
            }
        }

        @Override
        public String handle(String job, JobContext context) throws Exception {
            throw switch (job) {
                case "opaque" -> new Opaque();
                case "huge" -> new Huge();
                default -> new Rejected(List.of(4, 2));
            };
        }
    }

    private static JobFailedException failure(
            String job, WorkerPoolBuilder<String, String> builder) {
        try (WorkerPool<String, String> pool = builder.workers(1).build()) {
            return Failures.of(JobFailedException.class, pool.submit(job));
        }
    }

    @Test
    void anAllowedExceptionIsGivenAsAnObject() {
        JobFailedException e =
                failure(
                        "reject",
                        TestPools.builder(Rejecting.class).remoteExceptions("org.sempool.*"));

        Rejected remote = assertInstanceOf(Rejected.class, e.remote().orElseThrow());
        assertEquals(List.of(4, 2), remote.codes);
        assertSame(remote, e.remote().orElseThrow());
        assertEquals("handle", remote.getStackTrace()[0].getMethodName());
        assertEquals("rejected", e.remoteMessage());
    }

    @Test
    void withoutAnAllowListThereIsNoObject() {
        JobFailedException e = failure("reject", TestPools.builder(Rejecting.class));

        assertEquals(Optional.empty(), e.remote());
    }

    @Test
    void anExceptionThatIsNotAllowedIsOnlyDescribed() {
        JobFailedException e =
                failure(
                        "reject",
                        TestPools.builder(Rejecting.class).remoteExceptions("com.acme.*"));

        assertEquals(Optional.empty(), e.remote());
        assertEquals("rejected", e.remoteMessage());
    }

    @Test
    void anExceptionThatCannotBeSerializedIsOnlyDescribed() {
        JobFailedException opaque =
                failure(
                        "opaque",
                        TestPools.builder(Rejecting.class).remoteExceptions("org.sempool.*"));
        JobFailedException huge =
                failure(
                        "huge",
                        TestPools.builder(Rejecting.class).remoteExceptions("org.sempool.*"));

        assertEquals(Optional.empty(), opaque.remote());
        assertEquals("java.lang.Object", opaque.remoteMessage());
        assertEquals(Optional.empty(), huge.remote());
        assertEquals("bytes=2097152", huge.remoteMessage());
    }

    @Test
    void aBadPatternIsRefused() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> builder().remoteExceptions("!a.B"));

        assertTrue(Failures.message(e).startsWith("remoteExceptions=!a.B is not"), "" + e);
    }
}
