package org.sempool.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;

/** A transport without the pool: one thread puts jobs and takes results. */
record TransportContender(String transport, String semaphore) implements Contender {
    private static final int SLOT_BYTES = 1024;
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
    public Run open(Setting setting) throws IOException {
        return new TransportRun(setting);
    }

    private final class TransportRun implements Run {
        private final CoordinatorEnd end;
        private final List<Process> workers = new ArrayList<>();
        private final long readyNanos;
        private final byte[] payload;
        private long jobs;

        TransportRun(Setting setting) throws IOException {
            Transport found = TransportWorker.transport(transport);
            Map<String, String> options =
                    semaphore.isEmpty() ? Map.of() : Map.of("semaphore", semaphore);
            long start = System.nanoTime();
            end =
                    found.open(
                            new TransportConfig(
                                    name(),
                                    setting.workers(),
                                    setting.queue(),
                                    SLOT_BYTES,
                                    options));
            try {
                for (int worker = 1; worker <= setting.workers(); worker++) {
                    workers.add(start(found, worker, setting));
                }
                for (Process worker : workers) {
                    BufferedReader output = worker.inputReader();
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
        }

        private Process start(Transport found, int worker, Setting setting) throws IOException {
            List<String> command =
                    Processes.javaCommand(
                            found.workerJvmFlags(),
                            TransportWorker.class,
                            transport,
                            end.address(),
                            "" + worker,
                            "" + setting.jobNanos());
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        }

        @Override
        public Effort run(long count) throws IOException {
            List<ProcessHandle> handles = workers.stream().map(Process::toHandle).toList();
            long cpu = Processes.cpuNanos(handles);
            long start = System.nanoTime();
            long sent = 0;
            long received = 0;
            while (received < count) {
                long before = sent + received;
                while (sent < count && send(0)) {
                    sent++;
                }
                while (received < sent && receive(0)) {
                    received++;
                }
                if (sent + received == before && receive(WAIT_NANOS)) {
                    received++;
                }
            }
            long nanos = System.nanoTime() - start;
            return new Effort(count, nanos, Processes.cpuNanos(handles) - cpu);
        }

        private boolean send(long waitNanos) {
            JobDraft draft = end.draftJob(waitNanos);
            if (draft == null) {
                return false;
            }
            draft.setJobId(++jobs);
            draft.payload().putBytes(payload);
            draft.publish();
            return true;
        }

        private boolean receive(long waitNanos) {
            Lease result = end.takeResult(waitNanos);
            if (result == null) {
                return false;
            }
            if (result.payload().getBytes().length != payload.length) {
                throw new IllegalStateException("another payload came back");
            }
            result.free();
            return true;
        }

        @Override
        public RoundTrips roundTrips(int count) {
            Stopwatch stopwatch = new Stopwatch();
            for (int job = 0; job < count; job++) {
                stopwatch.time(
                        () -> {
                            if (!send(WAIT_NANOS)) {
                                throw new IllegalStateException("there is no room for one job");
                            }
                            awaitResult();
                        });
            }
            return stopwatch.result();
        }

        /** A wait may end before its time. */
        private void awaitResult() {
            long deadline = System.nanoTime() + WAIT_NANOS;
            while (!receive(deadline - System.nanoTime())) {
                if (System.nanoTime() >= deadline) {
                    throw new IllegalStateException("nothing came back");
                }
            }
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
            }
            end.close();
        }
    }
}
