package org.sempool.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The machine on which it was measured. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private static final int COPIED_BYTES = 64 << 20;
    private static final int COPIES = 15;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double COPIED_BYTES_PER_SECOND = measureCopying();

    private Machine() {}

    static String describe() {
        return cores() + " x " + processor() + ", " + system();
    }

    static String system() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version");
    }

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Its model. */
    static String processor() {
        try {
            return Files.readAllLines(PROCESSORS).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /** What the machine has, not what a container may use. */
    static long memoryBytes() {
        try {
            return Files.readAllLines(MEMORY).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Measured once: one thread copies a large array to another. */
    static double copiedBytesPerSecond() {
        return COPIED_BYTES_PER_SECOND;
    }

    private static double measureCopying() {
        byte[] from = new byte[COPIED_BYTES];
        byte[] to = new byte[COPIED_BYTES];
        double[] rates = new double[COPIES];
        for (int copy = 0; copy < COPIES; copy++) {
            long start = System.nanoTime();
            System.arraycopy(from, 0, to, 0, COPIED_BYTES);
            rates[copy] = COPIED_BYTES * NANOS_PER_SECOND / (System.nanoTime() - start);
        }
        Arrays.sort(rates);
        return rates[COPIES / 2];
    }

    static String jdk() {
        return System.getProperty("java.vm.name") + " " + Runtime.version();
    }
}
