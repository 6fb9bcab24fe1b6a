package org.sempool.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;

/** A transport without the pool: one thread puts jobs and takes results. */
record TransportContender(String transport, String semaphore) implements Contender {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    @Override
    public String name() {
        return "transport " + transport;
    }

    @Override
    public boolean supports(Setting setting) {
        return PoolContender.fits(transport, setting);
    }

    @Override
    public Run open(Setting setting, Belongings belongings) throws IOException {
        return new TransportRun(setting, belongings);
    }

    private final class TransportRun implements Run {
        private final Belongings belongings;
        private final SupervisedEnd end;
        private final List<Process> workers = new ArrayList<>();
        private final long readyNanos;
        private final byte[] payload;
        private final int window;
        private long jobs;

        TransportRun(Setting setting, Belongings belongings) throws IOException {
            this.belongings = belongings;
            Transport found = TransportWorker.transport(transport);
            Map<String, String> options =
                    semaphore.isEmpty() ? Map.of() : Map.of("semaphore", semaphore);
            long start = System.nanoTime();
            TransportConfig config =
                    new TransportConfig(
                            name(),
                            setting.workers(),
                            setting.queue(),
                            Setting.SLOT_BYTES,
                            options);
            // Another thread must not close it, since this one may be using its memory.
            end =
                    belongings.make(
                            () -> (SupervisedEnd) found.open(config),
                            open -> Scratch.remove(Path.of(open.address())));
            try {
                for (int worker = 1; worker <= setting.workers(); worker++) {
                    workers.add(start(found, worker, setting));
                }
                for (Process worker : workers) {
                    BufferedReader output = worker.inputReader(StandardCharsets.UTF_8);
                    if (!TransportWorker.READY.equals(output.readLine())) {
                        throw new IOException(name() + ": a worker cannot start");
                    }
                }
            } catch (IOException e) {
                close();
                throw e;
            }
            readyNanos = System.nanoTime() - start;
            payload = new byte[setting.payloadBytes()];
            window = setting.inFlight();
        }

        private Process start(Transport found, int worker, Setting setting) throws IOException {
            return belongings.start(
                    Processes.java(
                            found.workerJvmFlags(),
                            TransportWorker.class,
                            List.of(
                                    transport,
                                    end.address(),
                                    "" + worker,
                                    "" + setting.jobNanos())));
        }

        @Override
        public List<ProcessHandle> workers() {
            return workers.stream().map(Process::toHandle).toList();
        }

        @Override
        public Effort run(long count) throws IOException {
            List<ProcessHandle> handles = workers();
            long cpu = Processes.cpuNanos(handles);
            long start = System.nanoTime();
            long sent = 0;
            long received = 0;
            while (received < count) {
                while (sent < count && sent - received < window) {
                    send();
                    sent++;
                }
                // Half a window stays with the workers, so that neither end waits for the other.
                long enough = sent == count ? count : sent - window / 2;
                while (received < enough) {
                    receive();
                    received++;
                }
            }
            long nanos = System.nanoTime() - start;
            return new Effort(count, nanos, Processes.cpuNanos(handles) - cpu);
        }

        private void send() {
            JobDraft draft = await(end::draftJob);
            draft.setJobId(++jobs);
            draft.payload().putBytes(payload);
            draft.publish();
        }

        private void receive() {
            Lease result = await(end::takeResult);
            if (result.payload().getBytes().length != payload.length) {
                throw new IllegalStateException("a different payload came back");
            }
            result.free();
        }

        private <T> T await(LongFunction<@Nullable T> wait) {
            T found = wait.apply(WAIT_NANOS);
            return found != null ? found : awaitOn(wait);
        }

        /** A wait may end before its time. */
        private <T> T awaitOn(LongFunction<@Nullable T> wait) {
            long deadline = System.nanoTime() + WAIT_NANOS;
            while (System.nanoTime() < deadline) {
                T found = wait.apply(WAIT_NANOS);
                if (found != null) {
                    return found;
                }
            }
            throw new IllegalStateException(name() + ": the workers are stuck");
        }

        @Override
        public RoundTrips roundTrips(int count) {
            Stopwatch stopwatch = new Stopwatch();
            for (int job = 0; job < count; job++) {
                stopwatch.time(
                        () -> {
                            send();
                            receive();
                        });
            }
            return stopwatch.result();
        }

        @Override
        public long readyNanos() {
            return readyNanos;
        }

        @Override
        public long workerMemoryBytes() throws IOException {
            return Processes.residentBytes(Objects.requireNonNull(workers.getFirst()).toHandle());
        }

        @Override
        public void close() {
            end.endJobs();
            for (Process worker : workers) {
                Processes.awaitEnd(worker);
                belongings.forget(worker);
            }
            end.close();
            belongings.forget(end);
        }
    }
}
