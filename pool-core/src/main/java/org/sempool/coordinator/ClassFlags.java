package org.sempool.coordinator;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.sempool.PoolConfig;

/** The last flags of a worker's {@code java} command: where its classes are, and what it runs. */
final class ClassFlags {
    private static final String MAIN = "org.sempool.worker.WorkerMain";

    private ClassFlags() {}

    static List<String> of(PoolConfig config) {
        // Even if it is empty: or it would be the environment's CLASSPATH.
        List<String> flags = new ArrayList<>(List.of("--class-path", path(config.classPath())));
        if (!config.modulePath().isEmpty()) {
            flags.addAll(List.of("--module-path", path(config.modulePath())));
        }
        if (!config.modules().isEmpty()) {
            flags.addAll(List.of("--add-modules", String.join(",", config.modules())));
        }
        Module own = ClassFlags.class.getModule();
        if (own.isNamed()) {
            flags.addAll(List.of("--module", own.getName() + "/" + MAIN));
        } else {
            flags.add(MAIN);
        }
        return flags;
    }

    private static String path(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
