package org.sempool.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.sempool.process.NativeText;
import org.sempool.process.Programs;

/**
 * How a worker's JVM is started.
 *
 * @param javaHome the directory of its Java; empty for that of the coordinator, later never empty
 * @param heap its largest heap, in bytes; empty for its share of half the memory
 * @param jvmFlags its flags, after the pool's own
 * @param environment its environment variables, besides those of the coordinator
 * @param directory its working directory; empty for that of the coordinator
 * @param niceness how much lower its priority is than the coordinator's
 */
public record Launch(
        Optional<Path> javaHome,
        OptionalLong heap,
        List<String> jvmFlags,
        Map<String, String> environment,
        Optional<Path> directory,
        int niceness) {
    /** The kernel knows no greater one. */
    private static final int NICEST = 19;

    /** The least heap that a JVM starts with. */
    private static final long SMALLEST_HEAP = 2 << 20;

    /**
     * Checks and copies the settings.
     *
     * @throws IllegalArgumentException if one is invalid or two contradict each other
     */
    public Launch {
        javaHome = Optional.of(javaHome.map(JavaHome::checked).orElseGet(JavaHome::own));
        jvmFlags = List.copyOf(jvmFlags);
        environment = Map.copyOf(environment);
        heap.ifPresent(
                bytes ->
                        Check.that(
                                bytes >= SMALLEST_HEAP,
                                "heap",
                                bytes,
                                SMALLEST_HEAP + " or more, in bytes"));
        GivenFlags.check(jvmFlags);
        GivenFlags.checkHeap(heap, jvmFlags, environment);
        jvmFlags.forEach(flag -> requireArrives("jvmFlags=" + nameOf(flag), flag));
        environment.forEach(Launch::checkVariable);
        if (directory.isPresent() && !Files.isDirectory(directory.get())) {
            throw new IllegalArgumentException(
                    "workingDirectory=" + directory.get() + " is not a directory");
        }
        directory = directory.map(Path::toAbsolutePath);
        Check.that(niceness >= 0 && niceness <= NICEST, "niceness", niceness, "0 to " + NICEST);
        if (niceness > 0 && Programs.lowerPriority(niceness).isEmpty()) {
            throw new IllegalArgumentException(
                    "niceness=" + niceness + " needs the program nice, which is not installed");
        }
    }

    /** The command that starts it. */
    public Path java() {
        return javaHome.orElseThrow().resolve("bin/java");
    }

    private static void checkVariable(String name, String value) {
        if (name.isEmpty() || name.contains("=") || (name + value).contains("\0")) {
            throw new IllegalArgumentException(
                    "environment="
                            + name
                            + " cannot be set: a name must not contain '=', and neither name nor"
                            + " value may contain NUL");
        }
        requireArrives("environment=" + name, name + value);
    }

    /**
     * A charset without these characters would turn them into question marks on the way.
     *
     * @param setting what has this value, which may be a secret
     */
    private static void requireArrives(String setting, String value) {
        if (!NativeText.arrives(value)) {
            throw new IllegalArgumentException(
                    setting
                            + " cannot be given to a worker in the charset of this JVM's locale, "
                            + NativeText.charset()
                            + "; start it in a locale with UTF-8, LC_ALL=C.UTF-8 for instance");
        }
    }

    private static String nameOf(String flag) {
        return flag.split("=", 2)[0];
    }

    /** For logs: the values of variables and flags may be secrets, so only names are shown. */
    @Override
    public String toString() {
        return "Launch[javaHome="
                + javaHome
                + ", heap="
                + heap
                + ", jvmFlags="
                + jvmFlags.stream().map(Launch::nameOf).toList()
                + ", environment="
                + new TreeSet<>(environment.keySet())
                + ", directory="
                + directory
                + ", niceness="
                + niceness
                + "]";
    }
}
