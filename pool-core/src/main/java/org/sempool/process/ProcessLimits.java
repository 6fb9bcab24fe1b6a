package org.sempool.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The system's limits that decide whether this process can start others. Threads count as
 * processes.
 *
 * @param openFiles how many files the process may have open, including pipes
 * @param processes how many processes and threads its user may have
 */
public record ProcessLimits(long openFiles, long processes) {
    /** No limit, or none known. */
    public static final long NONE = Long.MAX_VALUE;

    private static final Path FILE = Path.of("/proc/self/limits");
    private static final File OPEN_FILES = new File("/proc/self/fd");

    /** The ends of a child's pipes in this process. */
    private static final int FILES_FOR_A_CHILD = 2;

    /** For files that are open only briefly: while a process starts, say, or a class is loaded. */
    private static final int SPARE_FILES = 10;

    /** The C library's error numbers for a limit that was reached. */
    private static final String TOO_MANY_FILES = "error: 24";

    private static final String TOO_MANY_PROCESSES = "error: 11";

    /** The limits of this process. */
    public static ProcessLimits own() {
        try {
            return parse(Files.readAllLines(FILE));
        } catch (IOException notThere) {
            return new ProcessLimits(NONE, NONE);
        }
    }

    static ProcessLimits parse(List<String> lines) {
        return new ProcessLimits(value(lines, "Max open files"), value(lines, "Max processes"));
    }

    private static long value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split(" ", 2)[0])
                .filter(word -> word.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(NONE);
    }

    /** How many files this process has open, or 0 if that is not known. */
    public static int filesOpen() {
        String[] open = OPEN_FILES.list();
        return open == null ? 0 : open.length;
    }

    /** How many open files this process needs for so many workers. */
    public static long filesFor(int workers, int open) {
        return open + (long) FILES_FOR_A_CHILD * workers + SPARE_FILES;
    }

    /**
     * Checks that this process may open enough files.
     *
     * @throws IOException if it may not; the message contains the numbers
     */
    public void requireFilesFor(int workers, int open) throws IOException {
        long needed = filesFor(workers, open);
        if (openFiles < needed) {
            throw new IOException(
                    "workers="
                            + workers
                            + " need "
                            + needed
                            + " open files in this process, and it may have "
                            + openFiles
                            + "; raise that limit (ulimit -n) or use fewer workers");
        }
    }

    /** Why a process or a thread could not be started, with the limit that it may have reached. */
    public String explain(Throwable problem) {
        String text =
                problem instanceof IOException
                        ? String.valueOf(problem.getMessage()).strip()
                        : problem.toString();
        if (text.contains(TOO_MANY_FILES)) {
            return text + "; this process may have " + show(openFiles) + " open files (ulimit -n)";
        }
        return isWantOfProcesses(text) ? text + "; " + describeProcesses() : text;
    }

    /**
     * Whether a message says that no process or thread could be started; it may come from a JVM.
     */
    public static boolean isWantOfProcesses(String text) {
        return text.contains(TOO_MANY_PROCESSES)
                || text.contains("pthread_create failed (EAGAIN)")
                || text.contains("unable to create native thread");
    }

    /** Describes the limit of processes and threads. */
    public String describeProcesses() {
        return "this user may have "
                + show(processes)
                + " processes and threads (ulimit -u), and a container may allow fewer (pids.max)";
    }

    private static String show(long limit) {
        return limit == NONE ? "any number of" : "" + limit;
    }
}
