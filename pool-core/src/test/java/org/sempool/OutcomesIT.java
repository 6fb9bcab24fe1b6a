package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.TestHandlers.Obey;

/** A stream of outcomes goes on behind bad jobs, and ends with the pool. */
@Timeout(120)
final class OutcomesIT {
    private static final int JOBS = 300;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(Obey.class).workers(2).queue(16).attempts(1);
    }

    private static String job(int number) {
        return switch (number % 100) {
            case 7 -> "throw " + number;
            case 50 -> "halt 3";
            default -> "echo " + number;
        };
    }

    private static Stream<Outcome<String, String>> outcomes(
            WorkerPool<String, String> pool, boolean ordered, Stream<String> jobs) {
        return ordered ? pool.outcomes(jobs) : pool.outcomesUnordered(jobs);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void badJobsDoNotEndTheStream(boolean ordered) {
        try (WorkerPool<String, String> pool = builder().build()) {
            List<String> jobs = IntStream.range(0, JOBS).mapToObj(OutcomesIT::job).toList();

            List<Outcome<String, String>> all = outcomes(pool, ordered, jobs.stream()).toList();

            List<String> ended = all.stream().map(Outcome::job).toList();
            Comparator<String> any = Comparator.naturalOrder();
            assertEquals(
                    ordered ? jobs : jobs.stream().sorted(any).toList(),
                    ordered ? ended : ended.stream().sorted(any).toList());
            for (Outcome<String, String> outcome : all) {
                switch (outcome) {
                    case Outcome.Success<String, String>(String job, String result) ->
                            assertEquals("echo " + result, job);
                    case Outcome.Failure<String, String>(String job, PoolException failure) ->
                            assertEquals(
                                    job.startsWith("throw")
                                            ? JobFailedException.class
                                            : WorkerDiedException.class,
                                    failure.getClass());
                }
            }
            assertEquals(6, all.stream().filter(each -> each instanceof Outcome.Failure).count());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aJobThatCannotBeSubmittedFailsAlone(boolean ordered) {
        try (WorkerPool<String, String> pool = builder().build()) {
            Stream<String> jobs = Stream.of("echo 1", "echo \ud800", "echo 2");

            List<Outcome<String, String>> all = outcomes(pool, ordered, jobs).toList();

            assertEquals(3, all.size());
            Outcome.Failure<?, ?> bad =
                    (Outcome.Failure<?, ?>)
                            all.stream()
                                    .filter(each -> each instanceof Outcome.Failure)
                                    .findFirst()
                                    .orElseThrow();
            assertEquals("echo \ud800", bad.job());
            assertTrue(
                    Failures.message(bad.failure()).contains("unpaired surrogate"),
                    Failures.message(bad.failure()));
        }
    }

    /** Its codec refuses a job. */
    public static final class Picky implements JobHandler<String, String> {
        @Override
        public Codec<String> jobCodec() {
            return Codec.of(
                    job -> {
                        if (job.equals("deep")) {
                            return overflow(0);
                        }
                        if (job.equals("bad")) {
                            throw new IllegalStateException("no bad job");
                        }
                        return job.getBytes(StandardCharsets.UTF_8);
                    },
                    bytes -> new String(bytes, StandardCharsets.UTF_8));
        }

        @SuppressWarnings("InfiniteRecursion") // overflows on purpose
        private static byte[] overflow(int depth) {
            return overflow(depth + 1);
        }

        @Override
        public Codec<String> resultCodec() {
            return Codec.utf8();
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aJobThatItsCodecRefusesFailsAlone(boolean ordered) {
        try (WorkerPool<String, String> pool = TestPools.builder(Picky.class).workers(1).build()) {
            List<Outcome<String, String>> all =
                    outcomes(pool, ordered, Stream.of("good", "bad", "deep", "better")).toList();

            assertEquals(4, all.size());
            assertEquals(
                    Set.of("bad", "deep"),
                    all.stream()
                            .filter(each -> each instanceof Outcome.Failure)
                            .map(Outcome::job)
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void theEndOfThePoolEndsTheStream() {
        WorkerPool<String, String> pool = builder().build();
        try (Stream<Outcome<String, String>> all =
                pool.outcomes(Stream.generate(() -> "until-told"))) {
            Iterator<Outcome<String, String>> each = all.iterator();
            Thread.ofVirtual().start(pool::shutdownNow);

            assertThrows(PoolClosedException.class, each::next);
        } finally {
            pool.shutdownNow();
        }
    }
}
