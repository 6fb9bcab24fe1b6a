package org.sempool.coordinator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
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
    private static final int FAREWELL = '.';
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
    private boolean ready;

    private WorkerProcess(int number, Process process, WorkerOutput output) {
        this.number = number;
        this.process = process;
        this.output = output;
    }

    static WorkerProcess start(
            int number,
            PoolConfig config,
            Transport transport,
            String address,
            BiConsumer<Integer, String> outputSink)
            throws IOException {
        Process process =
                new ProcessBuilder(command(number, config, transport, address))
                        .redirectErrorStream(true)
                        .start();
        WorkerOutput output =
                new WorkerOutput(
                        "sempool-output-" + number,
                        process.getInputStream(),
                        line -> outputSink.accept(number, line));
        return new WorkerProcess(number, process, output);
    }

    private static List<String> command(
            int number, PoolConfig config, Transport transport, String address) {
        List<String> command = new ArrayList<>();
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
            flags.add("-Xms16m");
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

    /** How an ended worker ended: code or signal, and its last words. */
    String describeEnd() throws InterruptedException {
        StringBuilder text = new StringBuilder();
        text.append("worker ").append(number).append(" (pid ").append(pid()).append(") ");
        int code = process.exitValue();
        String signal = SIGNALS.get(code - SIGNAL_BASE);
        if (signal != null) {
            text.append("was ended by ").append(signal).append(" (exit code ").append(code);
            text.append(')');
        } else {
            text.append("exited with code ").append(code);
        }
        List<String> lastLines = output.lastLines(OUTPUT_PATIENCE);
        if (!lastLines.isEmpty()) {
            text.append("; it printed last:");
            lastLines.forEach(
                    line -> text.append(System.lineSeparator()).append("  ").append(line));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "worker " + number + " (pid " + pid() + ")";
    }
}
