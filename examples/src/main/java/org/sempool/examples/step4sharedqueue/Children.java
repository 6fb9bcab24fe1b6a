package org.sempool.examples.step4sharedqueue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The processes that a program has started. In C they are forked; a JVM can only start another JVM
 * and tell it where the shared memory is.
 */
final class Children implements AutoCloseable {
    /**
     * Flags that the user gives to the parent only, such as a collector, or a debugger and its
     * port.
     */
    private static final Set<String> FOR_THE_PARENT =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private final List<Process> processes = new ArrayList<>();

    /** Starts a main class of this program in a JVM of its own. */
    void start(Class<?> main, String... args) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                SlowMotion.flag(),
                                "-classpath",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(args));
        // Its input is a pipe, which the kernel closes when this process ends, in whatever way.
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(Redirect.INHERIT)
                        .redirectError(Redirect.INHERIT);
        builder.environment().keySet().removeAll(FOR_THE_PARENT);
        processes.add(builder.start());
    }

    /** Called in a child: ends it when its parent is gone, even if the parent is killed. */
    static void endWithParent() {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                var _ = System.in.transferTo(OutputStream.nullOutputStream());
                            } catch (IOException e) {
                                System.err.println("the parent cannot be watched: " + e);
                            }
                            Runtime.getRuntime().halt(1);
                        });
    }

    /**
     * Checks all of them.
     *
     * @throws IllegalStateException if one has ended before its work was done
     */
    void checkNoneFailed() {
        for (Process process : processes) {
            if (!process.isAlive() && process.exitValue() != 0) {
                throw new IllegalStateException(
                        "process "
                                + process.pid()
                                + " has ended with code "
                                + process.exitValue()
                                + "; its job is lost, and so is this run");
            }
        }
    }

    /**
     * Waits until all have ended, without a bound.
     *
     * @throws IllegalStateException if one has ended before its work was done
     */
    void awaitAll() throws InterruptedException {
        while (processes.stream().anyMatch(Process::isAlive)) {
            checkNoneFailed();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        checkNoneFailed();
    }

    /** Ends the children that still run. */
    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
