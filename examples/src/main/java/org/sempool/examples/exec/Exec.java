package org.sempool.examples.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/**
 * A command line in, what it prints out, without the last line's end. Run by {@code sh -c}, with no
 * input; what it says on standard error goes to the worker's. It fails if the command does.
 *
 * <p>What takes too long is ended by the pool, and with it whatever the command has started.
 */
public final class Exec implements LineHandler {
    private static final int MOST_BYTES = 1 << 24;

    /** Made by the pool. */
    public Exec() {}

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String description() {
        return "runs the line as a shell command; the result is what it prints";
    }

    @Override
    public String handle(String line, JobContext context) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("sh", "-c", line)
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            byte[] out = process.getInputStream().readNBytes(MOST_BYTES + 1);
            if (out.length > MOST_BYTES) {
                throw new IOException("the command prints more than " + MOST_BYTES + " bytes");
            }
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException("the command ended with code " + code);
            }
            return new String(out, StandardCharsets.UTF_8).stripTrailing();
        } finally {
            process.destroyForcibly();
        }
    }
}
