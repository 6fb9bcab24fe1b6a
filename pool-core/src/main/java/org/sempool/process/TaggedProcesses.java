package org.sempool.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the processes with a tag in their environment.
 *
 * <p>It reads the environments only of processes that are young enough. Reading one is expensive:
 * the kernel takes a lock of the process, which the process may hold for long.
 */
final class TaggedProcesses {
    private static final File PROC = new File("/proc");
    private static final String VARIABLE = ProcessFamily.TAG_NAME + "=";

    /**
     * A process that executes another program may seem to have no environment for this many polls.
     */
    private static final int MAX_POLLS = 100;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private TaggedProcesses() {}

    /**
     * The tagged processes that were started since then, except this one. Empty without {@code
     * /proc}.
     */
    static List<ProcessHandle> find(Predicate<String> tags, long since) {
        List<ProcessHandle> found = new ArrayList<>();
        List<ProcessHandle> unclear = youngerThan(since);
        for (int look = 0; look < MAX_POLLS && !unclear.isEmpty(); look++) {
            if (look > 0) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            List<ProcessHandle> stillUnclear = new ArrayList<>();
            for (ProcessHandle process : unclear) {
                String environment = environment(process.pid());
                if (environment == null) {
                    continue;
                }
                if (environment.isEmpty() && hasMemory(process.pid())) {
                    stillUnclear.add(process);
                } else if (hasTag(environment, tags)) {
                    found.add(process);
                }
            }
            unclear = stillUnclear;
        }
        return found;
    }

    private static List<ProcessHandle> youngerThan(long since) {
        List<ProcessHandle> young = new ArrayList<>();
        String[] names = PROC.list();
        if (names == null) {
            return young;
        }
        long self = ProcessHandle.current().pid();
        for (String name : names) {
            if (name.charAt(0) < '0' || name.charAt(0) > '9') {
                continue;
            }
            long pid = Long.parseLong(name);
            if (pid != self && ProcessStart.of(pid, -1) >= since) {
                // Take the handle before reading the environment: it tells the process from a later
                // one with the same id.
                ProcessHandle.of(pid).ifPresent(young::add);
            }
        }
        return young;
    }

    private static boolean hasMemory(long pid) {
        ProcessStatus status = ProcessStatus.of(pid);
        return status != null && status.memoryBytes() > 0;
    }

    /** The environment, or null if the process is gone, or not ours. */
    private static @Nullable String environment(long pid) {
        try (InputStream file = new FileInputStream("/proc/" + pid + "/environ")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException goneOrNotOurs) {
            return null;
        }
    }

    private static boolean hasTag(String environment, Predicate<String> tags) {
        return Stream.of(environment.split("\0"))
                .filter(variable -> variable.startsWith(VARIABLE))
                .anyMatch(variable -> tags.test(variable.substring(VARIABLE.length())));
    }
}
