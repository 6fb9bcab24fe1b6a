package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many processes and threads run at this moment, or would if there were more cores. Not the
 * load average, which takes a minute to notice that jobs have started or ended.
 *
 * @param file the kernel's {@code /proc/loadavg}
 */
record MachineLoad(Path file) {
    /** As in {@code 0.20 0.18 0.12 3/80 11206}: 3 of 80 run, and this thread is one of them. */
    private static final Pattern RUNNING = Pattern.compile("\\S+ \\S+ \\S+ (\\d{1,9})/.*");

    /**
     * @throws UsageException if the machine does not tell
     */
    static MachineLoad ofThisMachine() {
        MachineLoad load = new MachineLoad(Path.of("/proc/loadavg"));
        var _ = load.running();
        return load;
    }

    int running() {
        try {
            Matcher fields = RUNNING.matcher(Files.readString(file).strip());
            if (fields.matches()) {
                return Math.max(0, Integer.parseInt(fields.group(1)) - 1);
            }
            throw new IOException("it has an unknown form");
        } catch (IOException e) {
            throw new UsageException("--load cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Looks whether a job may start.
     *
     * @param unseen how many jobs have just started, and may not be seen yet
     * @return why no job may start; null if one may
     */
    @Nullable String obstacle(double limit, int unseen) {
        int running = running() + unseen;
        return running < limit
                ? null
                : running
                        + " processes run, and --load allows a start at less than "
                        + String.format(Locale.ROOT, "%.4g", limit).replaceFirst("\\.?0+$", "");
    }
}
