package org.sempool.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.sempool.process.ControlGroup;
import org.sempool.process.ProcessLimits;

/** How much this process and its children may use, for as many workers as there are cores. */
final class LimitsCheck implements Check {
    /** Threads of a JVM on few cores, and of a handler. */
    private static final int THREADS_OF_A_WORKER = 25;

    private static final int THREADS_OF_THE_COMMAND = 60;
    private static final int FILES_OF_THE_COMMAND = 48;

    /** What a worker's JVM needs: a small heap, and memory outside of it. */
    private static final long MEMORY_OF_A_WORKER = 100L << 20;

    private static final long MEMORY_OF_THE_COMMAND = 150L << 20;

    private static final String PROCESSES = "processes and threads";

    @Override
    public List<Finding> look() {
        int cores = Runtime.getRuntime().availableProcessors();
        ProcessLimits limits = ProcessLimits.own();
        ControlGroup group = ControlGroup.own();
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(cores + " cores, and by default as many workers"));
        findings.add(openFiles(limits.openFiles(), cores));
        findings.add(
                processes(
                        limits.processes(), cores, "this user may have", "the limit (ulimit -u)"));
        OptionalLong inGroup = group.least("pids", "pids.max");
        if (inGroup.isPresent()) {
            findings.add(
                    processes(
                            inGroup.getAsLong(),
                            cores,
                            "this container may have",
                            "its limit (docker run --pids-limit; pids.max)"));
        }
        findings.add(memory(memoryBytes(), cores));
        return findings;
    }

    /** The memory of the machine or the container, as the JVM sees it. */
    private static long memoryBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }

    static Finding openFiles(long limit, int workers) {
        long needed = ProcessLimits.filesFor(workers, FILES_OF_THE_COMMAND);
        return enough(
                limit,
                needed,
                "this process may have",
                "open files",
                workers,
                "raise the limit (ulimit -n), or use fewer workers");
    }

    static Finding processes(long limit, int workers, String who, String where) {
        long needed = THREADS_OF_THE_COMMAND + (long) THREADS_OF_A_WORKER * workers;
        return enough(
                limit,
                needed,
                who,
                PROCESSES,
                workers,
                "raise " + where + ", or use fewer workers");
    }

    private static Finding enough(
            long limit, long needed, String who, String what, int workers, String remedy) {
        String text =
                who
                        + " "
                        + (limit == ProcessLimits.NONE ? "any number of" : "" + limit)
                        + " "
                        + what;
        return limit >= needed
                ? Finding.ok(text)
                : Finding.problem(
                        text + ", and " + workers + " workers need about " + needed, remedy);
    }

    static Finding memory(long bytes, int workers) {
        long needed = MEMORY_OF_THE_COMMAND + MEMORY_OF_A_WORKER * workers;
        String text =
                gigabytes(bytes) + " of memory, half of it for the heaps of all workers together";
        return bytes >= needed
                ? Finding.ok(text)
                : Finding.warning(
                        text + "; " + workers + " workers need about " + gigabytes(needed),
                        "use fewer workers, or the system may kill some");
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1 << 30));
    }
}
