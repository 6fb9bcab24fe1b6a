package org.sempool.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.sempool.bench.CoordinatorMain.Request;

/**
 * A contender whose coordinator has a JVM of its own for each setting, a {@link CoordinatorMain}.
 * In a JVM that had run several, each call that they share would have several targets, and would be
 * compiled for all of them: no user's program runs such code.
 *
 * @param contender what is measured there
 * @param patience how long it may take to answer before it counts as stuck
 */
record ForkedContender(Contender contender, Duration patience) implements Contender {
    @Override
    public String name() {
        return contender.name();
    }

    @Override
    public String semaphore() {
        return contender.semaphore();
    }

    @Override
    public boolean supports(Setting setting) {
        return contender.supports(setting);
    }

    @Override
    public boolean warmsUp() {
        return contender.warmsUp();
    }

    @Override
    public boolean rerunsJobs() {
        return contender.rerunsJobs();
    }

    @Override
    public Run open(Setting setting, Belongings belongings)
            throws IOException, InterruptedException {
        Fork fork = new Fork(belongings);
        try {
            return new ForkedRun(fork, fork.ask(Request.OPEN, setting.asArguments()));
        } catch (IOException | InterruptedException | RuntimeException e) {
            fork.kill();
            throw e;
        }
    }

    @Override
    public long killToRerunNanos(int kills, Belongings belongings)
            throws IOException, InterruptedException {
        Fork fork = new Fork(belongings);
        try {
            long nanos = fork.ask(Request.KILLS, "" + kills)[0];
            fork.end();
            return nanos;
        } finally {
            fork.kill();
        }
    }

    /** The other JVM, which answers one request after the other. */
    private final class Fork {
        private final Belongings belongings;
        private final Path directory;
        private final Process process;
        private final BufferedWriter requests;
        private final BufferedReader answers;

        Fork(Belongings belongings) throws IOException {
            this.belongings = belongings;
            // All its temporary files are there, so that they go with it however it ends.
            directory = Scratch.create(belongings);
            process =
                    belongings.startCoordinator(
                            Processes.javaLikeThis(
                                    List.of("-Djava.io.tmpdir=" + directory),
                                    CoordinatorMain.class.getName(),
                                    contender.asArguments()));
            requests = process.outputWriter(StandardCharsets.UTF_8);
            answers = process.inputReader(StandardCharsets.UTF_8);
        }

        /** Waits for the answer, which consists of numbers. */
        long[] ask(Request request, String arguments) throws IOException, InterruptedException {
            FutureTask<String> exchange =
                    new FutureTask<>(
                            () -> {
                                requests.write(request + " " + arguments + "\n");
                                requests.flush();
                                return Objects.requireNonNullElse(answers.readLine(), "");
                            });
            Thread.ofPlatform().daemon().name("bench-request").start(exchange);
            try {
                return numbers(exchange.get(patience.toNanos(), TimeUnit.NANOSECONDS));
            } catch (ExecutionException e) {
                throw hasDied(e);
            } catch (TimeoutException e) {
                throw new BenchException(
                        fullName() + ": no answer for " + patience.toSeconds() + " s", e);
            }
        }

        private long[] numbers(String answer) throws IOException, InterruptedException {
            if (answer.startsWith(CoordinatorMain.FAILED)) {
                throw new BenchException(
                        fullName() + ": " + answer.substring(CoordinatorMain.FAILED.length()),
                        null);
            }
            if (!answer.startsWith(CoordinatorMain.DONE)) {
                throw hasDied(null);
            }
            String numbers = answer.substring(CoordinatorMain.DONE.length());
            return Arrays.stream(numbers.strip().split(" ", -1))
                    .filter(number -> !number.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        }

        private BenchException hasDied(@Nullable Exception cause) throws InterruptedException {
            String code =
                    process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)
                            ? "its coordinator has ended with exit code " + process.exitValue()
                            : "its coordinator talks no more";
            return new BenchException(fullName() + ": " + code, cause);
        }

        /** Lets it end by itself. */
        void end() throws IOException, InterruptedException {
            var _ = ask(Request.END, "");
            Processes.awaitEnd(process);
        }

        /** Ends and removes what is left of it; idempotent. */
        void kill() throws IOException {
            belongings.remove(process);
            belongings.remove(directory);
        }
    }

    private static final class ForkedRun implements Run {
        private final Fork fork;
        private final long readyNanos;
        private final List<ProcessHandle> workers;

        /**
         * @param ready how long the workers took to be ready, and their process ids
         */
        ForkedRun(Fork fork, long[] ready) {
            this.fork = fork;
            readyNanos = ready[0];
            workers =
                    Arrays.stream(ready)
                            .skip(1)
                            .mapToObj(ProcessHandle::of)
                            .map(Optional::orElseThrow)
                            .toList();
        }

        @Override
        public Effort run(long jobs) throws IOException, InterruptedException {
            return Effort.of(fork.ask(Request.RUN, "" + jobs));
        }

        @Override
        public RoundTrips roundTrips(int jobs) throws IOException, InterruptedException {
            return RoundTrips.of(fork.ask(Request.ROUND_TRIPS, "" + jobs));
        }

        @Override
        public List<ProcessHandle> workers() {
            return workers;
        }

        @Override
        public long readyNanos() {
            return readyNanos;
        }

        @Override
        public long workerMemoryBytes() throws IOException {
            return workers.isEmpty() ? 0 : Processes.residentBytes(workers.getFirst());
        }

        @Override
        public void close() throws IOException {
            try {
                fork.end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                // If it has died, its workers are no longer its descendants.
                workers.forEach(ProcessHandle::destroyForcibly);
                fork.kill();
            }
        }
    }
}
