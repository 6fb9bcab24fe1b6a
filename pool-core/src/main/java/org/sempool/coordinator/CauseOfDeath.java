package org.sempool.coordinator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sempool.WorkerDeath;
import org.sempool.process.ProcessLimits;
import org.sempool.process.Signals;

/**
 * Why a worker's process ended, according to its exit code, its output and the JVM's crash report.
 */
final class CauseOfDeath {
    /** The prefix of the last line that the worker's main class prints if it cannot go on. */
    private static final String WORKERS_OWN_REASON = "cannot work: ";

    /** Lines that a JVM or its agents may print at any time, and that explain no death. */
    private static final Pattern NO_REASON =
            Pattern.compile(
                    "^(NOTE: )?Picked up |^Listening for transport |^WARNING: | VM warning: "
                            + "|^(\\[[^\\]]*\\])?\\[(warning|info|debug|trace) *\\]");

    private static final String NO_START = "Error occurred during initialization of VM";

    /** Nothing else ends a worker silently before it is ready. */
    private static final String ENDED_EARLY =
            "it printed nothing; look for System.exit in the handler's constructor and start()";

    /** In a crashing JVM's output, part of the line before the report's path. */
    private static final String REPORT_NOTE = "An error report file with more information";

    /** In the report, the line after the summary. */
    private static final String REPORT_DETAILS = "---------------";

    private static final int REPORT_LINES = 12;
    private static final int REPORT_BYTES = 8192;

    /**
     * Matches the messages of the JVM and of the worker's main class only; a handler may print
     * similar lines for any reason.
     */
    private static final Pattern OUT_OF_MEMORY =
            Pattern.compile(
                    "^(Terminating due to |Aborting due to |cannot work: (handler=\\S+ threw in [^:]+: )?)"
                            + "java\\.lang\\.OutOfMemoryError"
                            + "|^# There is insufficient memory for the Java");

    /** A shell adds this to a signal's number for the exit code; the JDK does the same. */
    private static final int SIGNAL_BASE = 128;

    /** The signal by which a crashing JVM ends. */
    private static final int SIGABRT = 6;

    /** SIGHUP, SIGINT, SIGKILL, SIGTERM: always sent from outside the process. */
    private static final Set<Integer> SENT_SIGNALS = Set.of(1, 2, Signals.SIGKILL, 15);

    private static final Map<Integer, String> SIGNALS =
            Map.ofEntries(
                    Map.entry(1, "SIGHUP"),
                    Map.entry(2, "SIGINT"),
                    Map.entry(3, "SIGQUIT"),
                    Map.entry(4, "SIGILL"),
                    Map.entry(SIGABRT, "SIGABRT"),
                    Map.entry(7, "SIGBUS"),
                    Map.entry(8, "SIGFPE"),
                    Map.entry(Signals.SIGKILL, "SIGKILL"),
                    Map.entry(11, "SIGSEGV"),
                    Map.entry(13, "SIGPIPE"),
                    Map.entry(15, "SIGTERM"),
                    Map.entry(24, "SIGXCPU"),
                    Map.entry(31, "SIGSYS"));

    private final int worker;
    private final long pid;
    private final int exitCode;
    private final boolean wasReady;
    private final @Nullable String killedBecause;
    private final boolean kernelKilled;
    private final List<String> output;
    private final Optional<Path> report;

    /**
     * @param killedBecause why the pool killed it, or tried to, or null
     * @param kernelRanOutOfMemory whether the kernel killed any process for lack of memory during
     *     the worker's life
     * @param expectedReport where a crash report would be, unless the output names another place
     */
    CauseOfDeath(
            WorkerProcess worker,
            int exitCode,
            @Nullable String killedBecause,
            boolean kernelRanOutOfMemory,
            Optional<Path> expectedReport,
            List<String> output) {
        this.worker = worker.number();
        this.pid = worker.pid();
        this.exitCode = exitCode;
        this.wasReady = worker.isReady();
        boolean isKilled = exitCode == SIGNAL_BASE + Signals.SIGKILL;
        // A worker that ended in another way did so before the pool could kill it.
        this.killedBecause = isKilled ? killedBecause : null;
        this.kernelKilled = isKilled && killedBecause == null && kernelRanOutOfMemory;
        this.output = output;
        // Only regular files: anything else that a worker names, such as a pipe, might never end.
        // The expected report is used only after SIGABRT: it may belong to an earlier process with
        // the same id.
        this.report =
                findReport(output)
                        .or(
                                () ->
                                        exitCode == SIGNAL_BASE + SIGABRT
                                                ? expectedReport
                                                : Optional.empty())
                        .filter(Files::isRegularFile);
    }

    private static Optional<Path> findReport(List<String> output) {
        for (int i = 0; i + 1 < output.size(); i++) {
            if (output.get(i).contains(REPORT_NOTE)) {
                return toPath(withoutHash(output.get(i + 1)));
            }
        }
        return Optional.empty();
    }

    /** A worker may print anything, even an invalid path. */
    private static Optional<Path> toPath(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String withoutHash(String line) {
        return line.startsWith("#") ? line.substring(1).strip() : line;
    }

    WorkerDeath toDeath(int attempt, Duration ran) {
        return new WorkerDeath(
                Optional.empty(),
                worker,
                pid,
                attempt,
                ran,
                exitCode,
                signal(),
                isOutOfMemory(),
                output,
                report,
                describe(Optional.of(ran)));
    }

    private Optional<String> signal() {
        return Optional.ofNullable(SIGNALS.get(exitCode - SIGNAL_BASE));
    }

    /** Whether a signal ended it that came from outside, not from the pool or the kernel. */
    boolean isFromOutside() {
        return killedBecause == null
                && !kernelKilled
                && SENT_SIGNALS.contains(exitCode - SIGNAL_BASE);
    }

    private boolean isOutOfMemory() {
        return kernelKilled || output.stream().anyMatch(line -> OUT_OF_MEMORY.matcher(line).find());
    }

    /**
     * A line with the exit code or signal, the most informative line of the output, and where the
     * crash report is; followed by the end of the output and the beginning of the crash report, if
     * there are any.
     *
     * @param ran how long it ran its last job, if it had one
     */
    String describe(Optional<Duration> ran) {
        StringBuilder text = new StringBuilder("worker " + worker + " (pid " + pid + ") ");
        text.append(
                signal().map(name -> "was killed by " + name + " (exit code " + exitCode + ")")
                        .orElse("exited with code " + exitCode));
        ran.ifPresent(time -> text.append(" after ").append(seconds(time)).append(" of the job"));
        String reason = reason();
        if (!reason.isEmpty()) {
            text.append(": ").append(reason);
        }
        report.ifPresent(path -> text.append(" (crash report ").append(path).append(")"));
        if (output.size() > 1) {
            append(text, "Its last output:", output);
        }
        report.ifPresent(path -> append(text, "Crash report " + path + ":", beginning(path)));
        return text.toString();
    }

    /** In tenths of a second, which is how precisely it is known. */
    private static String seconds(Duration time) {
        return time.toSeconds() + "." + time.toMillisPart() / 100 + " s";
    }

    private static void append(StringBuilder text, String title, List<String> lines) {
        text.append(System.lineSeparator()).append(title);
        lines.forEach(line -> text.append(System.lineSeparator()).append("  ").append(line));
    }

    private String reason() {
        if (killedBecause != null) {
            return killedBecause;
        }
        if (kernelKilled) {
            return "the system ran out of memory, and its out-of-memory killer was active";
        }
        Optional<String> memory =
                output.stream().filter(line -> OUT_OF_MEMORY.matcher(line).find()).findFirst();
        if (memory.isPresent()) {
            return withoutHash(memory.get());
        }
        List<String> words =
                output.stream().filter(line -> !NO_REASON.matcher(line).find()).toList();
        if (words.isEmpty()) {
            return wasReady || signal().isPresent() ? "" : ENDED_EARLY;
        }
        String telling = mostInformative(words);
        return ProcessLimits.isWantOfProcesses(telling)
                ? telling + " " + ProcessLimits.own().describeProcesses()
                : telling;
    }

    /**
     * A JVM that cannot start or that crashes prints the reason first, anything else prints it
     * last.
     */
    private String mostInformative(List<String> words) {
        String last = words.getLast();
        if (report.isPresent()) {
            return words.stream()
                    .filter(line -> line.contains(" at pc=") || line.contains("Internal Error"))
                    .map(CauseOfDeath::withoutHash)
                    .findFirst()
                    .orElse(last);
        }
        if (wasReady || last.startsWith(WORKERS_OWN_REASON)) {
            return last;
        }
        return words.stream().filter(line -> !line.startsWith(NO_START)).findFirst().orElse(last);
    }

    /** Reads only as much as needed: the path comes from the worker and may be any file. */
    private static List<String> beginning(Path report) {
        try (InputStream file = Files.newInputStream(report)) {
            String text = new String(file.readNBytes(REPORT_BYTES), StandardCharsets.UTF_8);
            return text.lines()
                    .takeWhile(line -> !line.startsWith(REPORT_DETAILS))
                    .map(CauseOfDeath::withoutHash)
                    .filter(line -> !line.isBlank())
                    .limit(REPORT_LINES)
                    .toList();
        } catch (IOException e) {
            return List.of("(cannot be read: " + e + ")");
        }
    }
}
