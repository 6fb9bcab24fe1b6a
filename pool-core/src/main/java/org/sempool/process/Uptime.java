package org.sempool.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A clock that nobody can set, and that goes on while the machine is suspended. */
public final class Uptime {
    private static final Path FILE = Path.of("/proc/uptime");
    private static final double MILLIS_PER_SECOND = 1_000;

    private Uptime() {}

    /**
     * For how long the machine has run, in milliseconds. Without the kernel's file, the JVM's
     * clock, which stands still while the machine is suspended.
     */
    public static long millis() {
        try {
            String text = Files.readString(FILE);
            return (long) (Double.parseDouble(text.split(" ", 2)[0]) * MILLIS_PER_SECOND);
        } catch (IOException | NumberFormatException e) {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        }
    }
}
