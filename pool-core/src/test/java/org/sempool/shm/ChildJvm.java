package org.sempool.shm;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sempool.TestJvm;

/** Runs a main class of the tests in a separate JVM. */
final class ChildJvm implements AutoCloseable {
    private final Process process;

    private ChildJvm(Process process) {
        this.process = process;
    }

    static ChildJvm start(Class<?> main, String... args) throws IOException {
        List<String> command = TestJvm.command(main, List.of(), List.of(args));
        return new ChildJvm(
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the child does not end");
        }
        return process.exitValue();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
