package org.sempool.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A C program that does the same jobs with its own processes. Each run starts it anew. */
record NativeContender(String name, Path program, int mostWorkers) implements Contender {
    /** How many fields a program prints before its round trips. */
    private static final int EFFORT_FIELDS = 3;

    private static final String COMPILER = "cc";
    private static final String HEADER = "measure.h";

    /** Compiles a program of this package, if there is a compiler. */
    static Optional<NativeContender> compile(
            String name, String source, Path directory, int mostWorkers, Belongings belongings)
            throws IOException, InterruptedException {
        copy(HEADER, directory);
        Path file = copy(source + ".c", directory);
        Path program = directory.resolve(source);
        List<String> command =
                List.of(COMPILER, "-O2", "-pthread", "-o", program.toString(), file.toString());
        Path said = directory.resolve(source + ".log");
        try {
            Process compiler =
                    belongings.start(
                            new ProcessBuilder(command)
                                    .redirectErrorStream(true)
                                    .redirectOutput(said.toFile()));
            if (!compiler.waitFor(1, TimeUnit.MINUTES)) {
                throw new IOException("the compiler of " + source + ".c does not end");
            }
            belongings.forget(compiler);
            if (compiler.exitValue() != 0) {
                throw new IOException(source + ".c cannot be compiled: " + Files.readString(said));
            }
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).startsWith("Cannot run program")) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(new NativeContender(name, program, mostWorkers));
    }

    private static Path copy(String resource, Path directory) throws IOException {
        return Files.writeString(directory.resolve(resource), Resources.read(resource));
    }

    @Override
    public String semaphore() {
        return "";
    }

    @Override
    public boolean supports(Setting setting) {
        return setting.workers() <= mostWorkers;
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public Run open(Setting setting, Belongings belongings) {
        return new NativeRun(setting, belongings);
    }

    private final class NativeRun implements Run {
        private final Setting setting;
        private final Belongings belongings;

        NativeRun(Setting setting, Belongings belongings) {
            this.setting = setting;
            this.belongings = belongings;
        }

        private long[] run(long jobs, int roundTrips) throws IOException, InterruptedException {
            Process process =
                    belongings.start(
                            new ProcessBuilder(
                                            program.toString(),
                                            "" + setting.workers(),
                                            "" + setting.payloadBytes(),
                                            "" + setting.jobNanos(),
                                            "" + setting.inFlight(),
                                            "" + jobs,
                                            "" + roundTrips)
                                    .redirectError(ProcessBuilder.Redirect.INHERIT));
            try {
                // It prints one line, which the pipe holds until it is read.
                if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    throw new IOException(name + " gives wrong results");
                }
                String line = process.inputReader(StandardCharsets.UTF_8).readAllAsString().strip();
                return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                belongings.forget(process);
            }
        }

        @Override
        public Effort run(long jobs) throws IOException, InterruptedException {
            return Effort.of(run(jobs, 1));
        }

        @Override
        public RoundTrips roundTrips(int jobs) throws IOException, InterruptedException {
            long[] result = run(0, jobs);
            return RoundTrips.of(Arrays.copyOfRange(result, EFFORT_FIELDS, result.length));
        }

        @Override
        public long readyNanos() {
            return 0;
        }

        @Override
        public long workerMemoryBytes() {
            return 0;
        }

        @Override
        public void close() {
            // Each run has ended its processes.
        }
    }
}
