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

/**
 * Why a worker's process ended, as far as its exit code, its output and the JVM's crash report
 * tell.
 */
final class CauseOfDeath {
    /** How the worker's main class begins the last line it prints if it cannot go on. */
    private static final String WORKERS_OWN_REASON = "cannot work: ";

    /** What a JVM or its agents may say at any time, and what is no reason for anything. */
    private static final Pattern NO_REASON =
            Pattern.compile(
                    "^(NOTE: )?Picked up |^Listening for transport |^WARNING: | VM warning: "
                            + "|^(\\[[^\\]]*\\])?\\[(warning|info|debug|trace) *\\]");

    private static final String NO_START = "Error occurred during initialization of VM";

    /** Nothing else ends a worker without a word before it is ready. */
    private static final String ENDED_EARLY =
            "it said nothing; look for System.exit in the handler's constructor and start()";

    /** In a crashing JVM's output, the line before the one with the path of its report. */
    private static final String REPORT_NOTE = "An error report file with more information";

    /** In the report, what follows the part that says it all. */
    private static final String REPORT_DETAILS = "---------------";

    private static final int REPORT_LINES = 12;
    private static final int REPORT_BYTES = 8192;

    /**
     * What the JVM and the worker's main class say; a handler may print the like for any reason.
     */
    private static final Pattern OUT_OF_MEMORY =
            Pattern.compile(
                    "^(Terminating due to |Aborting due to |cannot work: (handler=\\S+ threw in [^:]+: )?)"
                            + "java\\.lang\\.OutOfMemoryError"
                            + "|^# There is insufficient memory for the Java");

    /** What a shell adds to a signal's number to make it an exit code; the JDK does the same. */
    private static final int SIGNAL_BASE = 128;

    private static final int SIGKILL = 9;

    /** How a JVM ends when it has crashed. */
    private static final int SIGABRT = 6;

    /** SIGHUP, SIGINT, SIGKILL, SIGTERM: a process that ends by itself ends by none of these. */
    private static final Set<Integer> SENT_SIGNALS = Set.of(1, 2, SIGKILL, 15);

    private static final Map<Integer, String> SIGNALS =
            Map.ofEntries(
                    Map.entry(1, "SIGHUP"),
                    Map.entry(2, "SIGINT"),
                    Map.entry(3, "SIGQUIT"),
                    Map.entry(4, "SIGILL"),
                    Map.entry(SIGABRT, "SIGABRT"),
                    Map.entry(7, "SIGBUS"),
                    Map.entry(8, "SIGFPE"),
                    Map.entry(SIGKILL, "SIGKILL"),
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
     * @param killedBecause why the pool killed it, or wanted to, or null
     * @param kernelRanOutOfMemory whether the kernel killed a process for memory in its lifetime
     * @param expectedReport where a crash report would be, unless the output says otherwise
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
        boolean isKilled = exitCode == SIGNAL_BASE + SIGKILL;
        // Who ended in another way did so before the pool came to it.
        this.killedBecause = isKilled ? killedBecause : null;
        this.kernelKilled = isKilled && killedBecause == null && kernelRanOutOfMemory;
        this.output = output;
        // Whatever else a worker names, such as a pipe, might never be read to its end.
        // By its name alone it could be that of an earlier process with the same id.
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
                return toPath(withoutMark(output.get(i + 1)));
            }
        }
        return Optional.empty();
    }

    /** What a worker prints can be anything. */
    private static Optional<Path> toPath(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String withoutMark(String line) {
        return line.startsWith("#") ? line.substring(1).strip() : line;
    }

    WorkerDeath toDeath(int attempt, Duration ran) {
        return new WorkerDeath(
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

    /** Whether it was ended by a signal that some person or program has sent, and not the pool. */
    boolean isFromOutside() {
        return killedBecause == null
                && !kernelKilled
                && SENT_SIGNALS.contains(exitCode - SIGNAL_BASE);
    }

    private boolean isOutOfMemory() {
        return kernelKilled || output.stream().anyMatch(line -> OUT_OF_MEMORY.matcher(line).find());
    }

    /**
     * A line with code or signal and the most telling line of the output, then more lines with the
     * last of the output and the beginning of the crash report, if there are any.
     *
     * @param ran how long it had its last job, if it had one
     */
    String describe(Optional<Duration> ran) {
        StringBuilder text = new StringBuilder("worker " + worker + " (pid " + pid + ") ");
        text.append(
                signal().map(name -> "was ended by " + name + " (exit code " + exitCode + ")")
                        .orElse("exited with code " + exitCode));
        ran.ifPresent(time -> text.append(" after ").append(seconds(time)).append(" of the job"));
        String reason = reason();
        if (!reason.isEmpty()) {
            text.append(": ").append(reason);
        }
        if (output.size() > 1) {
            append(text, "It printed last:", output);
        }
        report.ifPresent(path -> append(text, "Crash report " + path + ":", beginning(path)));
        return text.toString();
    }

    /** To within the tenth of a second that it is known to. */
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
            return "the system ran out of memory, and its out-of-memory killer was at work";
        }
        Optional<String> memory =
                output.stream().filter(line -> OUT_OF_MEMORY.matcher(line).find()).findFirst();
        if (memory.isPresent()) {
            return withoutMark(memory.get());
        }
        List<String> words =
                output.stream().filter(line -> !NO_REASON.matcher(line).find()).toList();
        if (words.isEmpty()) {
            return wasReady || signal().isPresent() ? "" : ENDED_EARLY;
        }
        String telling = mostTelling(words);
        return ProcessLimits.isWantOfProcesses(telling)
                ? telling + " " + ProcessLimits.own().describeProcesses()
                : telling;
    }

    /** A JVM that cannot start or that crashes says why first, everything else says it last. */
    private String mostTelling(List<String> words) {
        String last = words.getLast();
        if (report.isPresent()) {
            return words.stream()
                    .filter(line -> line.contains(" at pc=") || line.contains("Internal Error"))
                    .map(CauseOfDeath::withoutMark)
                    .findFirst()
                    .orElse(last);
        }
        if (wasReady || last.startsWith(WORKERS_OWN_REASON)) {
            return last;
        }
        return words.stream().filter(line -> !line.startsWith(NO_START)).findFirst().orElse(last);
    }

    /** Not more than it needs, since it is the worker that says where the report is. */
    private static List<String> beginning(Path report) {
        try (InputStream file = Files.newInputStream(report)) {
            String text = new String(file.readNBytes(REPORT_BYTES), StandardCharsets.UTF_8);
            return text.lines()
                    .takeWhile(line -> !line.startsWith(REPORT_DETAILS))
                    .map(CauseOfDeath::withoutMark)
                    .filter(line -> !line.isBlank())
                    .limit(REPORT_LINES)
                    .toList();
        } catch (IOException e) {
            return List.of("(cannot be read: " + e + ")");
        }
    }
}
