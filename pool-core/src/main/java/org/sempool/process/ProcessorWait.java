package org.sempool.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How long the threads of a process were ready to run but had to wait, because other threads had
 * all processors or because their container had used up its share.
 */
public final class ProcessorWait {
    private static final int MAX_BYTES = 256;

    private ProcessorWait() {}

    /**
     * How long each thread of a process has waited since it was started, by thread id.
     *
     * @param pid the process id
     * @return nanoseconds; empty if there is no such process, or the kernel does not report it
     */
    public static Map<Long, Long> ofProcess(long pid) {
        Map<Long, Long> waits = new HashMap<>();
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                add(thread, waits);
            }
        } catch (IOException | DirectoryIteratorException gone) {
            return waits;
        }
        return waits;
    }

    /**
     * The file contains how long the thread ran, how long it waited to run, and how often it ran.
     */
    private static void add(Path thread, Map<Long, Long> waits) {
        // Not a channel: an interrupt would close it.
        try (InputStream file = new FileInputStream(thread.resolve("schedstat").toFile())) {
            String text = new String(file.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
            String[] fields = text.strip().split(" ", 3);
            if (fields.length > 1) {
                waits.put(
                        Long.valueOf(thread.getFileName().toString()),
                        Long.parseUnsignedLong(fields[1]));
            }
        } catch (IOException | NumberFormatException ended) {
            // It does not wait any more.
        }
    }
}
