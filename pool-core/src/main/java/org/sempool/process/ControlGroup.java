package org.sempool.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Limits of this process's control group, of either version. */
public final class ControlGroup {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    /** Version 1 writes a number above this where there is no limit. */
    private static final long ENDLESS = Long.MAX_VALUE / 2;

    private static final String MEMORY = "memory";

    private final Path root;
    private final List<String> memberships;

    /**
     * @param memberships the lines of {@code /proc/self/cgroup}
     */
    ControlGroup(Path root, List<String> memberships) {
        this.root = root;
        this.memberships = memberships;
    }

    /** The group of this process. */
    public static ControlGroup own() {
        try {
            return new ControlGroup(ROOT, Files.readAllLines(Path.of("/proc/self/cgroup")));
        } catch (IOException none) {
            return new ControlGroup(ROOT, List.of());
        }
    }

    /** The lowest value of a controller's limit, up to the root; empty if there is no limit. */
    public OptionalLong least(String controller, String file) {
        long least = ENDLESS;
        for (String membership : memberships) {
            String[] fields = membership.split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            boolean unified = fields[1].isEmpty();
            if (!unified && !List.of(fields[1].split(",", -1)).contains(controller)) {
                continue;
            }
            Path base = unified ? root : root.resolve(controller);
            // Within a container the path may be the host's, while only the container's root is
            // visible.
            for (Path group = Path.of(fields[2]); group != null; group = group.getParent()) {
                least = Math.min(least, read(base.resolve("." + group).normalize().resolve(file)));
            }
        }
        return least == ENDLESS ? OptionalLong.empty() : OptionalLong.of(least);
    }

    /** How many bytes of memory all its processes may have, with what is in shared memory. */
    public OptionalLong memoryBytes() {
        return LongStream.concat(
                        least(MEMORY, "memory.max").stream(),
                        least(MEMORY, "memory.limit_in_bytes").stream())
                .min();
    }

    private static long read(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.matches("\\d{1,18}") ? Long.parseLong(text) : ENDLESS;
        } catch (IOException notThere) {
            return ENDLESS;
        }
    }
}
