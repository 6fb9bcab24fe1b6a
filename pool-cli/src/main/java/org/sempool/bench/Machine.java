package org.sempool.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** On what it was measured. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    static String describe() {
        return cores()
                + " x "
                + processor()
                + ", "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.version");
    }

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String processor() {
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

    static String jdk() {
        return System.getProperty("java.vm.name") + " " + Runtime.version();
    }
}
