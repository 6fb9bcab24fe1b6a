package org.sempool.coordinator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sempool.PoolConfig;
import org.sempool.spi.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker JVM, as its parent sees it.
 *
 * <p>Its standard input is a pipe that ends when the coordinator does, by whatever cause, and that
 * tells the worker to go. A byte in it tells the worker that it will soon be gone anyway.
 */
final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final String MAIN = "org.sempool.worker.WorkerMain";

    /**
     * Gives the worker a session of its own, and then becomes the worker. A terminal sends its
     * Ctrl-C to all processes of the foreground; what that means for the workers is for the
     * coordinator to say. Without this program they die of it as any process does.
     */
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final int FAREWELL = '.';

    /** How the worker's main class begins the last line it prints if it cannot go on. */
    private static final String WORKERS_OWN_REASON = "cannot work: ";

    /** What a JVM says of JAVA_TOOL_OPTIONS, which is no reason for anything. */
    private static final String OPTIONS_NOTE = "Picked up ";

    private static final Duration OUTPUT_PATIENCE = Duration.ofMillis(300);

    /** What a shell adds to a signal's number to make it an exit code; the JDK does the same. */
    private static final int SIGNAL_BASE = 128;

    private static final Map<Integer, String> SIGNALS =
            Map.ofEntries(
                    Map.entry(1, "SIGHUP"),
                    Map.entry(2, "SIGINT"),
                    Map.entry(3, "SIGQUIT"),
                    Map.entry(4, "SIGILL"),
                    Map.entry(6, "SIGABRT"),
                    Map.entry(7, "SIGBUS"),
                    Map.entry(8, "SIGFPE"),
                    Map.entry(9, "SIGKILL"),
                    Map.entry(11, "SIGSEGV"),
                    Map.entry(13, "SIGPIPE"),
                    Map.entry(15, "SIGTERM"),
                    Map.entry(24, "SIGXCPU"),
                    Map.entry(31, "SIGSYS"));

    private final int number;
    private final Process process;
    private final WorkerOutput output;
    private volatile boolean ready;

    private WorkerProcess(int number, Process process, OutputLog outputLog) {
        this.number = number;
        this.process = process;
        this.output =
                new WorkerOutput(
                        "sempool-output-" + number,
                        process.getInputStream(),
                        line -> outputLog.add(number, ready, line));
    }

    static WorkerProcess start(
            int number, PoolConfig config, Transport transport, String address, OutputLog outputLog)
            throws IOException {
        Process process =
                new ProcessBuilder(command(number, config, transport, address))
                        .redirectErrorStream(true)
                        .start();
        return new WorkerProcess(number, process, outputLog);
    }

    private static List<String> command(
            int number, PoolConfig config, Transport transport, String address) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(defaultFlags(config.jvmFlags()));
        command.addAll(transport.workerJvmFlags());
        command.addAll(config.jvmFlags());
        command.add("-classpath");
        command.add(
                config.classPath().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        command.addAll(List.of(MAIN, transport.name(), address, "" + number, config.handler()));
        return command;
    }

    /**
     * For many small JVMs beside each other: a collector without threads of its own, a heap that
     * starts small, and no file of statistics for each.
     */
    private static List<String> defaultFlags(List<String> given) {
        List<String> flags = new ArrayList<>(List.of("-Xshare:auto", "-XX:-UsePerfData"));
        if (given.stream().noneMatch(flag -> flag.matches("-XX:\\+Use\\w+GC"))) {
            flags.add("-XX:+UseSerialGC");
        }
        if (given.stream().noneMatch(flag -> flag.startsWith("-Xms"))) {
            flags.add("-Xms8m");
        }
        return flags;
    }

    int number() {
        return number;
    }

    long pid() {
        return process.pid();
    }

    boolean isReady() {
        return ready;
    }

    void markReady() {
        ready = true;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void onExit(Runnable action) {
        var _ = process.onExit().thenRun(action);
    }

    /** Tells the worker that the pool closes, so that it need not watch for that any more. */
    void sayFarewell() {
        try {
            process.getOutputStream().write(FAREWELL);
            process.getOutputStream().flush();
        } catch (IOException alreadyGone) {
            LOG.debug("{} is gone already", this, alreadyGone);
        }
    }

    /** SIGKILL, which nothing can ignore. */
    void kill() {
        process.destroyForcibly();
    }

    /**
     * How an ended worker ended: a line with its code or signal and the most telling line of its
     * output, then the last lines of the output, if there were more.
     */
    String describeEnd() throws InterruptedException {
        StringBuilder text = new StringBuilder(toString());
        int code = process.exitValue();
        String signal = SIGNALS.get(code - SIGNAL_BASE);
        if (signal == null) {
            text.append(" exited with code ").append(code);
        } else {
            text.append(" was ended by ").append(signal).append(" (exit code ");
            text.append(code).append(')');
        }
        List<String> lines = output.lastLines(OUTPUT_PATIENCE);
        if (!lines.isEmpty()) {
            text.append(": ").append(reason(lines));
        }
        if (lines.size() > 1) {
            text.append(System.lineSeparator()).append("It printed last:");
            lines.forEach(line -> text.append(System.lineSeparator()).append("  ").append(line));
        }
        return text.toString();
    }

    /** A JVM that cannot start says why first, everything else says it last. */
    private String reason(List<String> lines) {
        String last = lines.getLast();
        if (ready || last.startsWith(WORKERS_OWN_REASON)) {
            return last;
        }
        return lines.stream()
                .filter(line -> !line.startsWith(OPTIONS_NOTE))
                .findFirst()
                .orElse(last);
    }

    @Override
    public String toString() {
        return "worker " + number + " (pid " + pid() + ")";
    }
}
