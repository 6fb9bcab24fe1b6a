package org.sempool.coordinator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sempool.config.PoolConfig;
import org.sempool.process.JvmVariables;
import org.sempool.spi.Transport;

/**
 * The flags of a worker's JVM: defaults for many small JVMs on one machine, any of which may crash,
 * then the transport's flags, then the user's. If flags conflict, the JVM takes the last one.
 *
 * <p>The user may also set flags in environment variables of the workers, which come before or
 * after all others. A default of the pool's gives way to these, too.
 */
final class WorkerJvmFlags {
    /** The property that names an archive of classes, made by {@link org.sempool.archive}. */
    private static final String ARCHIVE = "sempool.worker.archive";

    private static final String REPORT_FLAG = "-XX:ErrorFile=";
    private static final String CRASH_REPORT =
            System.getProperty("java.io.tmpdir") + "/hs_err_pid%p.log";

    /** The share of the machine's or container's memory for the heaps of all workers together. */
    private static final double HEAPS_PERCENT = 50;

    /** As small as the JVM allows. Unlike {@code -Xms}, it never exceeds the largest heap. */
    private static final String SMALL_AT_FIRST = "-XX:InitialRAMPercentage=0.001";

    private static final Pattern NAME = Pattern.compile("-XX:[+-]?(\\w+)");
    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC$");

    /** Flags that cannot be combined with the archive. */
    private static final Pattern OTHER_ARCHIVE =
            Pattern.compile(
                    "-XX:[+-]?(SharedArchiveFile|ArchiveClassesAtExit|\\w*SharedArchive|AOT)");

    /** Files with flags, whose content is not known here. */
    private static final Pattern FLAGS_IN_FILE = Pattern.compile("@|-XX:(Flags|VMOptionsFile)=");

    private WorkerJvmFlags() {}

    static List<String> of(PoolConfig config, Transport transport) {
        List<String> given = given(config);
        List<String> flags = new ArrayList<>();
        flags.add("-XX:-UsePerfData");
        // The pool reads a worker's output as UTF-8, whatever the locale.
        flags.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
        // Not in the current directory, which belongs to the user.
        flags.add(REPORT_FLAG + CRASH_REPORT);
        if (!anyMatches(given, COLLECTOR) && !anyMatches(given, FLAGS_IN_FILE)) {
            // The serial collector has no threads of its own.
            flags.add("-XX:+UseSerialGC");
        }
        flags.add(SMALL_AT_FIRST);
        flags.add(largestHeap(config));
        flags.addAll(archive(given));
        flags.removeIf(flag -> given.stream().anyMatch(other -> name(other).equals(name(flag))));
        flags.addAll(transport.workerJvmFlags());
        flags.addAll(config.launch().jvmFlags());
        return flags;
    }

    private static List<String> given(PoolConfig config) {
        List<String> given = new ArrayList<>(JvmVariables.flags(config.launch().environment()));
        given.addAll(config.launch().jvmFlags());
        return given;
    }

    private static boolean anyMatches(List<String> flags, Pattern pattern) {
        return flags.stream().anyMatch(flag -> pattern.matcher(flag).lookingAt());
    }

    /** The name that a flag sets: {@code -XX:+A}, {@code -XX:-A} and {@code -XX:A=1} all set A. */
    private static String name(String flag) {
        Matcher matcher = NAME.matcher(flag);
        return matcher.lookingAt() ? matcher.group(1) : flag;
    }

    /**
     * The JVM's own default is a quarter of the memory for each JVM. The share set here is only a
     * default, too: it gives way to any {@code -Xmx}, and to a later {@code MaxRAMPercentage}.
     */
    private static String largestHeap(PoolConfig config) {
        OptionalLong heap = config.launch().heap();
        return heap.isPresent()
                ? "-Xmx" + heap.getAsLong()
                : String.format(
                        Locale.ROOT, "-XX:MaxRAMPercentage=%.4f", HEAPS_PERCENT / config.workers());
    }

    private static List<String> archive(List<String> given) {
        String archive = System.getProperty(ARCHIVE);
        if (archive == null
                || !Files.isReadable(Path.of(archive))
                || anyMatches(given, OTHER_ARCHIVE)
                || anyMatches(given, FLAGS_IN_FILE)) {
            return List.of();
        }
        // The JVM does without an archive that does not fit it or is damaged, and the flags below
        // keep each worker from reporting that. Without verification, a damaged archive would crash
        // the JVM.
        return List.of(
                "-XX:SharedArchiveFile=" + Path.of(archive).toAbsolutePath(),
                "-XX:+VerifySharedSpaces",
                "-Xlog:aot*=off,cds*=off");
    }

    /**
     * The default path of the crash report of a worker's JVM; empty if the user has set another.
     */
    static Optional<Path> crashReport(PoolConfig config, long pid) {
        return given(config).stream().anyMatch(flag -> flag.startsWith(REPORT_FLAG))
                ? Optional.empty()
                : Optional.of(Path.of(CRASH_REPORT.replace("%p", "" + pid)));
    }
}
