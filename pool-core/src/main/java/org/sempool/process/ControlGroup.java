package org.sempool.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

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
        long least =
                groups(controller)
                        .mapToLong(group -> read(group.resolve(file)))
                        .min()
                        .orElse(ENDLESS);
        return least == ENDLESS ? OptionalLong.empty() : OptionalLong.of(least);
    }

    /** Its directories, up to the root. */
    private Stream<Path> groups(String controller) {
        List<Path> groups = new ArrayList<>();
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
                groups.add(base.resolve("." + group).normalize());
            }
        }
        return groups.stream();
    }

    /** How many bytes of memory all its processes may have, with what is in shared memory. */
    public OptionalLong memoryBytes() {
        return LongStream.concat(
                        least(MEMORY, "memory.max").stream(),
                        least(MEMORY, "memory.limit_in_bytes").stream())
                .min();
    }

    /**
     * How many bytes of memory its processes may still take: what the limits leave, and files that
     * the kernel keeps in memory only as long as there is room. Empty if there is no limit.
     */
    public OptionalLong memoryLeft() {
        return LongStream.concat(
                        left("memory.max", "memory.current", "inactive_file").stream(),
                        left(
                                "memory.limit_in_bytes",
                                "memory.usage_in_bytes",
                                "total_inactive_file")
                                .stream())
                .min();
    }

    private OptionalLong left(String limit, String usage, String reclaimable) {
        return groups(MEMORY)
                .filter(group -> read(group.resolve(limit)) != ENDLESS)
                .mapToLong(
                        group ->
                                Math.max(
                                        0,
                                        read(group.resolve(limit))
                                                - read(group.resolve(usage))
                                                + statistic(group, reclaimable)))
                .min();
    }

    private static long statistic(Path group, String name) {
        try (Stream<String> lines = Files.lines(group.resolve("memory.stat"))) {
            return lines.filter(line -> line.startsWith(name + " "))
                    .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException | NumberFormatException notThere) {
            return 0;
        }
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
