package org.sempool.coordinator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sempool.PoolConfig;
import org.sempool.spi.Transport;

/**
 * The flags of a worker's JVM: those for many small JVMs beside each other, any of which may crash,
 * then the transport's, then the user's. Of two flags that say different things the JVM takes the
 * last.
 */
final class WorkerJvmFlags {
    /** Names an archive of classes, made by {@link org.sempool.archive}. */
    private static final String ARCHIVE = "sempool.worker.archive";

    private static final String REPORT_FLAG = "-XX:ErrorFile=";
    private static final String CRASH_REPORT =
            System.getProperty("java.io.tmpdir") + "/hs_err_pid%p.log";

    /** What all workers together may take for their heaps, of the machine's or the container's. */
    private static final double HEAPS_PERCENT = 50;

    /** As small as the JVM likes. Unlike {@code -Xms}, it never exceeds the largest heap. */
    private static final String SMALL_AT_FIRST = "-XX:InitialRAMPercentage=0.001";

    private WorkerJvmFlags() {}

    static List<String> of(PoolConfig config, Transport transport) {
        List<String> given = config.jvmFlags();
        List<String> flags = new ArrayList<>();
        flags.add("-XX:-UsePerfData");
        // What a worker prints is read as UTF-8, whatever the locale.
        flags.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
        if (reportFlag(given).isEmpty()) {
            // Not in the current directory, which is the user's.
            flags.add(REPORT_FLAG + CRASH_REPORT);
        }
        if (given.stream().noneMatch(flag -> flag.matches("-XX:\\+Use\\w+GC"))) {
            // It has no threads of its own.
            flags.add("-XX:+UseSerialGC");
        }
        flags.add(SMALL_AT_FIRST);
        flags.add(largestHeap(config));
        flags.addAll(archive(given));
        flags.addAll(transport.workerJvmFlags());
        flags.addAll(given);
        return flags;
    }

    /**
     * The JVM's own default is a quarter of the memory for each. A share is only a default: it
     * gives way to any {@code -Xmx}, and to a later {@code MaxRAMPercentage}.
     */
    private static String largestHeap(PoolConfig config) {
        return config.workerHeap() == PoolConfig.UNBOUNDED
                ? String.format(
                        Locale.ROOT, "-XX:MaxRAMPercentage=%.4f", HEAPS_PERCENT / config.workers())
                : "-Xmx" + config.workerHeap();
    }

    private static List<String> archive(List<String> given) {
        String archive = System.getProperty(ARCHIVE);
        if (archive == null
                || !Files.isReadable(Path.of(archive))
                || given.stream().anyMatch(flag -> flag.matches("-XX:(SharedArchiveFile|AOT).*"))) {
            return List.of();
        }
        // If it does not fit this JVM, or is damaged, which would crash a JVM that does not verify
        // it, the JVM does without, and need not say so in each worker.
        return List.of(
                "-XX:SharedArchiveFile=" + Path.of(archive).toAbsolutePath(),
                "-XX:+VerifySharedSpaces",
                "-Xlog:aot*=off,cds*=off");
    }

    /** Where a worker's JVM reports its crash, unless the user has said where. */
    static Optional<Path> crashReport(List<String> given, long pid) {
        return reportFlag(given).isPresent()
                ? Optional.empty()
                : Optional.of(Path.of(CRASH_REPORT.replace("%p", "" + pid)));
    }

    private static Optional<String> reportFlag(List<String> flags) {
        return flags.stream().filter(flag -> flag.startsWith(REPORT_FLAG)).findFirst();
    }
}
