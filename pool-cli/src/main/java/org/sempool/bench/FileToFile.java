package org.sempool.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sempool.process.Errno;

/**
 * Measures programs that write the lines of one file to another, in alternating runs. A run lasts
 * from the start of its first process to the end of its last. Belongs to one thread.
 */
final class FileToFile {
    private static final long FIRST_BYTES = 8_000_000;
    private static final double LEAST_GROWTH = 2;
    private static final double MOST_GROWTH = 8;
    private static final long STARTS_IN_A_RUN = 6;

    /** On a busy machine a start takes many seconds. */
    private static final long MOST_USUAL_RUNS = 3;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<LineProgram> programs;
    private final Schedule schedule;
    private final Belongings belongings;

    FileToFile(List<LineProgram> programs, Schedule schedule, Belongings belongings) {
        this.programs = programs;
        this.schedule = schedule;
        this.belongings = belongings;
    }

    /**
     * Measures with lines of that many bytes, without their ends.
     *
     * @throws BenchException if a program fails, or the files do not fit
     */
    List<LinesMeasurement> measure(int lineBytes) throws IOException, InterruptedException {
        Path directory = Scratch.create(belongings);
        try {
            return measure(directory, lineBytes);
        } catch (BenchException e) {
            throw e;
        } catch (IOException e) {
            throw Errno.of(e).isNoRoom() ? noRoom(directory, e) : e;
        } finally {
            belongings.remove(directory);
        }
    }

    private static BenchException noRoom(Path directory, IOException cause) {
        return new BenchException(
                "no space left in "
                        + directory.getParent()
                        + " for the lines of the command, up to 2 GB; JAVA_OPTS=-Djava.io.tmpdir=DIR"
                        + " sets another directory",
                cause);
    }

    private List<LinesMeasurement> measure(Path directory, int lineBytes)
            throws IOException, InterruptedException {
        LineFile one = new LineFile(directory.resolve("one"), lineBytes);
        one.growTo(1);
        Map<LineProgram, Long> starts = new HashMap<>();
        for (LineProgram program : programs) {
            starts.put(program, medianNanos(program, one));
        }
        LineFile input = new LineFile(directory.resolve("in"), lineBytes);
        findLength(input, starts.getOrDefault(programs.getFirst(), 0L));
        Map<LineProgram, List<Long>> nanos = new HashMap<>();
        List<LineProgram> order = new ArrayList<>(programs);
        for (int round = 0; round < schedule.rounds(); round++) {
            for (LineProgram program : order) {
                nanos.computeIfAbsent(program, _ -> new ArrayList<>()).add(run(program, input));
            }
            Collections.rotate(order, 1);
        }
        List<LinesMeasurement> results = new ArrayList<>();
        for (LineProgram program : programs) {
            List<Long> sorted = nanos.getOrDefault(program, List.of()).stream().sorted().toList();
            results.add(result(program, input, starts.getOrDefault(program, 0L), sorted));
        }
        return results;
    }

    private long medianNanos(LineProgram program, LineFile input)
            throws IOException, InterruptedException {
        List<Long> nanos = new ArrayList<>();
        for (int round = 0; round < schedule.rounds(); round++) {
            nanos.add(run(program, input));
        }
        return nanos.stream().sorted().toList().get(nanos.size() / 2);
    }

    /** Makes the file so long that the start of the first program counts for little. */
    private void findLength(LineFile input, long startNanos)
            throws IOException, InterruptedException {
        input.growTo(FIRST_BYTES / input.lineBytes());
        long usual = schedule.fileRun().toNanos();
        long wanted = Math.clamp(STARTS_IN_A_RUN * startNanos, usual, MOST_USUAL_RUNS * usual);
        long nanos = run(programs.getFirst(), input);
        while (nanos < wanted && !input.isLargest()) {
            input.grow(Math.clamp((double) wanted / nanos, LEAST_GROWTH, MOST_GROWTH));
            nanos = run(programs.getFirst(), input);
        }
        for (LineProgram program : programs) {
            var _ = run(program, input);
            if (Files.mismatch(input.path(), output(input)) >= 0) {
                throw new BenchException(program.name() + " has written other lines", null);
            }
        }
    }

    private static Path output(LineFile input) {
        return input.path().resolveSibling("out");
    }

    private long run(LineProgram program, LineFile input) throws IOException, InterruptedException {
        Path output = output(input);
        Files.deleteIfExists(output);
        ProcessBuilder builder =
                program.command().apply(input.path(), output).redirectErrorStream(true);
        long start = System.nanoTime();
        Process process = belongings.startCoordinator(builder);
        try {
            process.getOutputStream().close();
            // Not a file: the disk may be full.
            FutureTask<String> said =
                    new FutureTask<>(
                            () -> process.inputReader(StandardCharsets.UTF_8).readAllAsString());
            Thread.ofPlatform().daemon().name("bench-output").start(said);
            if (!process.waitFor(schedule.patience().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new BenchException(program.name() + " does not end", null);
            }
            long nanos = System.nanoTime() - start;
            if (process.exitValue() != 0 || Files.size(output) != input.bytes()) {
                throw failure(program, process.exitValue(), said);
            }
            return nanos;
        } finally {
            belongings.remove(process);
        }
    }

    private static BenchException failure(LineProgram program, int code, FutureTask<String> said)
            throws InterruptedException {
        String text;
        try {
            text = said.get(1, TimeUnit.SECONDS).strip();
        } catch (ExecutionException | TimeoutException e) {
            text = "its messages cannot be read: " + e;
        }
        return new BenchException(
                program.name() + " has failed, exit code " + code + ": " + text, null);
    }

    private static LinesMeasurement result(
            LineProgram program, LineFile input, long startNanos, List<Long> sortedNanos) {
        double work = input.lines() * NANOS_PER_SECOND;
        long median = sortedNanos.get(sortedNanos.size() / 2);
        return new LinesMeasurement(
                program.name(),
                input.lineBytes(),
                input.lines(),
                work / median,
                work / sortedNanos.getLast(),
                work / sortedNanos.getFirst(),
                input.bytes() * NANOS_PER_SECOND / median,
                startNanos / NANOS_PER_MILLI,
                Machine.cores(),
                Machine.describe(),
                Machine.jdk());
    }
}
