package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Runs the real command, {@code pool-cli/bin/pool}, as a user does. */
final class PoolScript {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path SCRIPT = ROOT.resolve("pool-cli/bin/pool");

    /**
     * For commands of a second or two: without the optimizing compiler they take half the processor
     * time.
     */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    static final Path TEST_CLASSES = ROOT.resolve("pool-cli/target/test-classes");

    static {
        // The awaited events come after the start of several JVMs, on a machine that may be busy.
        Awaitility.setDefaultTimeout(1, TimeUnit.MINUTES);
    }

    /** The outcome of a run: its exit code and everything it wrote. */
    record Result(int code, String out, String err) {}

    private final Path directory;
    private final Map<String, String> environment;

    PoolScript(Path directory) {
        this(directory, Map.of());
    }

    PoolScript(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    Result run(String... args) throws IOException, InterruptedException {
        return runWithInput("", args);
    }

    Result runWithInput(String input, String... args) throws IOException, InterruptedException {
        Path in = Files.writeString(directory.resolve("stdin"), input, StandardCharsets.UTF_8);
        Running running = start(in, args);
        return running.await();
    }

    /** Has a shell run the command, or any other line. */
    Result shell(String line) throws IOException, InterruptedException {
        return startShell(line).await();
    }

    Running startShell(String line) throws IOException {
        return start(ProcessBuilder.Redirect.PIPE, List.of("/bin/sh", "-c", line));
    }

    /**
     * Runs the command in a process group of its own, as a job of a shell that can continue it: the
     * kernel does not suspend a process of a group that no process outside could continue. The
     * command is the only child of the shell's only child, {@code timeout}, which leads the group.
     */
    Running startAsJob(String... args) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/bin/sh",
                                "-c",
                                "timeout 1000 \"$@\"; exit $?",
                                "sh",
                                SCRIPT.toString()));
        command.addAll(List.of(args));
        return start(ProcessBuilder.Redirect.from(new File("/dev/null")), command);
    }

    Running start(Path input, String... args) throws IOException {
        return start(ProcessBuilder.Redirect.from(input.toFile()), args);
    }

    /** Standard input is a pipe, which stays open until the process's output stream is closed. */
    Running startWithPipe(String... args) throws IOException {
        return start(ProcessBuilder.Redirect.PIPE, args);
    }

    /** The arguments that run a {@link MoodyHandler}. */
    static String[] moody(String... args) {
        return Stream.concat(
                        Stream.of(
                                "submit",
                                MoodyHandler.class.getName(),
                                "-cp",
                                TEST_CLASSES.toString()),
                        Arrays.stream(args))
                .toArray(String[]::new);
    }

    private Running start(ProcessBuilder.Redirect input, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(args));
        return start(input, command);
    }

    private Running start(ProcessBuilder.Redirect input, List<String> command) throws IOException {
        Path out = directory.resolve("stdout");
        Path err = directory.resolve("stderr");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(ROOT.toFile())
                        .redirectInput(input)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("JAVA_OPTS", SHORT_LIVED);
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    /** A run that has not ended. */
    record Running(Process process, Path outFile, Path errFile) {
        Result await() throws IOException, InterruptedException {
            assertTrue(process.waitFor(300, TimeUnit.SECONDS), "the command does not end");
            return new Result(
                    process.exitValue(), Files.readString(outFile), Files.readString(errFile));
        }

        String outputSoFar() throws IOException {
            return Files.readString(outFile);
        }

        String errorsSoFar() throws IOException {
            return Files.readString(errFile);
        }

        /** Its worker processes. */
        List<ProcessHandle> workers() {
            return workersOf(process.toHandle());
        }

        /** The worker processes and everything that they have started. */
        static List<ProcessHandle> workersOf(ProcessHandle command) {
            return command.descendants().filter(child -> !isGuard(child)).toList();
        }

        /** Whether a process is the pool's own helper, which lives as long as the pool. */
        private static boolean isGuard(ProcessHandle process) {
            return process.info().commandLine().orElse("").contains("sempool-guard");
        }

        /**
         * Waits until all have ended, even if their new parent does not collect their exit codes.
         */
        static void awaitEnds(List<ProcessHandle> processes) {
            Awaitility.await("processes have ended")
                    .until(() -> processes.stream().allMatch(Running::hasEnded));
        }

        private static boolean hasEnded(ProcessHandle process) {
            try {
                String status = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
                // The first thread may be a zombie before the others are.
                String[] threads = new File("/proc/" + process.pid() + "/task").list();
                return status.startsWith("Z", status.lastIndexOf(')') + 2)
                        && (threads == null || threads.length <= 1);
            } catch (IOException gone) {
                return true;
            }
        }

        /** Sends it a line through the pipe. */
        void type(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        void signal(String name) throws IOException, InterruptedException {
            signal(name, process.pid());
        }

        static void signal(String name, long pid) throws IOException, InterruptedException {
            int code = new ProcessBuilder("kill", "-" + name, "" + pid).start().waitFor();
            assertTrue(code == 0);
        }
    }
}
