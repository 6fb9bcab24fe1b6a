package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.process.ControlGroup;

/**
 * How much memory a new process could take without swapping, on the machine or, if that is less, in
 * the control group.
 *
 * @param file the kernel's {@code /proc/meminfo}
 * @param group the command's control group
 */
record AvailableMemory(Path file, ControlGroup group) {
    private static final Pattern LINE = Pattern.compile("MemAvailable: +(\\d{1,15}) kB");
    private static final int KILOBYTE_BITS = 10;
    private static final int MEGABYTE_BITS = 20;

    /**
     * @throws UsageException if the machine does not tell
     */
    static AvailableMemory ofThisMachine() {
        AvailableMemory memory = new AvailableMemory(Path.of("/proc/meminfo"), ControlGroup.own());
        var _ = memory.bytes();
        return memory;
    }

    long bytes() {
        return Math.min(ofMachine(), group.memoryLeft().orElse(Long.MAX_VALUE));
    }

    private long ofMachine() {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(LINE::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(line -> Long.parseLong(line.group(1)) << KILOBYTE_BITS)
                    .findFirst()
                    .orElseThrow(() -> new IOException("it has no line MemAvailable"));
        } catch (IOException e) {
            throw new UsageException("--memfree cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Why no job may start; null if one may. */
    @Nullable String obstacle(long least) {
        long now = bytes();
        return now >= least
                ? null
                : (now >> MEGABYTE_BITS)
                        + " MiB of memory are available, and --memfree wants "
                        + (least >> MEGABYTE_BITS)
                        + " MiB";
    }
}
