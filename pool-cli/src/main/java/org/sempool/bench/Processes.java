package org.sempool.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sempool.process.JvmVariables;

/** Measures what this process and its children use, and starts children. */
final class Processes {
    /** The unit of the kernel's CPU times, on every Linux in use. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final long PATIENCE_SECONDS = 5;
    private static final int BYTES_PER_KB = 1024;

    /** Its port can belong to one process only. */
    private static final Pattern DEBUGGER = Pattern.compile("-agentlib:jdwp|-Xrunjdwp");

    private static final Pattern START_CACHE = Pattern.compile("-XX:AOT");
    private static final Pattern NONE = Pattern.compile("(?!)");

    private Processes() {}

    /** The CPU time of this process and these others. */
    static long cpuNanos(List<ProcessHandle> others) throws IOException {
        var system =
                ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        long nanos = Objects.requireNonNull(system).getProcessCpuTime();
        for (ProcessHandle process : others) {
            nanos += nanosOf(process.pid());
        }
        return nanos;
    }

    /** The CPU time of another process. */
    static long nanosOf(long pid) throws IOException {
        try {
            String status = Files.readString(Path.of("/proc/" + pid + "/stat"), ISO_8859_1);
            String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
            return NANOS_PER_TICK
                    * (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    /** Sends a signal to each of them. */
    static void signal(String name, List<ProcessHandle> processes)
            throws IOException, InterruptedException {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add("" + process.pid()));
        // If a process has gone meanwhile, the wait for it notices.
        ProcessBuilder kill = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
        if (!kill.start().waitFor(PATIENCE_SECONDS, SECONDS)) {
            throw new IOException("the command kill does not end");
        }
    }

    static long residentBytes(ProcessHandle process) throws IOException {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"), ISO_8859_1)
                    .stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KB)
                    .sum();
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    /** Waits for a child that is about to end, but not for long. */
    static void awaitEnd(Process child) {
        try {
            if (!child.waitFor(PATIENCE_SECONDS, SECONDS)) {
                child.destroyForcibly();
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Prepares a JVM with the class path and the flags of this one, and more flags. Without the
     * cache of a start: its profiles, of another run, would take part in what is compiled.
     */
    static ProcessBuilder javaLikeThis(List<String> flags, String main, List<String> args) {
        return java(Stream.concat(ownFlags(START_CACHE), flags.stream()).toList(), main, args);
    }

    /** The same, with that cache: as the user has started this one. */
    static ProcessBuilder javaAsStarted(List<String> flags, String main, List<String> args) {
        return java(Stream.concat(ownFlags(NONE), flags.stream()).toList(), main, args);
    }

    private static Stream<String> ownFlags(Pattern without) {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !DEBUGGER.matcher(flag).lookingAt())
                .filter(flag -> !without.matcher(flag).lookingAt());
    }

    /** Prepares a JVM with the class path and the flags of a worker, and no more. */
    static ProcessBuilder java(List<String> flags, Class<?> main, List<String> args) {
        List<String> all =
                new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xms8m", "-XX:-UsePerfData"));
        all.addAll(flags);
        return java(all, main.getName(), args);
    }

    private static ProcessBuilder java(List<String> flags, String main, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        JvmVariables.removeFrom(builder.environment());
        return builder;
    }
}
