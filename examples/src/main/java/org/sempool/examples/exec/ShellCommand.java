package org.sempool.examples.exec;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A running shell command. It has ended when its shell has, although a child in the background may
 * continue and hold the pipe that the command printed to: such a child is left alone. If the
 * command has not ended by {@link #close}, it is killed with all its descendants, in whatever
 * session; their environment identifies them.
 */
final class ShellCommand implements AutoCloseable {
    private static final String TAG_NAME = "SEMPOOL_EXEC";
    private static final AtomicLong STARTED = new AtomicLong();

    private static final ProcessBuilder.Redirect NOTHING =
            ProcessBuilder.Redirect.from(new File("/dev/null"));

    /** A shell's program: the command comes through a pipe, and must find no trace of it. */
    private static final String READ_AND_RUN =
            """
            sempool_exec=$(cat) || exit
            exec </dev/null
            eval "unset sempool_exec
            $sempool_exec"
            """;

    /** The kernel's limit is 128 KiB. */
    private static final int LONGEST_ARGUMENT = 100_000;

    /** How long to wait for the end before looking for output again: at least, at most. */
    private static final long SHORTEST_WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A killed process may have started another just before, which the next look finds. */
    private static final int MOST_LOOKS = 100;

    private final String tag;
    private final Process process;

    /** Whether it has ended by itself and all of its output was read. */
    private boolean ended;

    /**
     * Starts the command without any input; its standard error is this process's.
     *
     * @throws IllegalArgumentException if the command contains a NUL, which no shell takes
     */
    ShellCommand(byte[] line) throws IOException {
        for (int i = 0; i < line.length; i++) {
            if (line[i] == 0) {
                throw new IllegalArgumentException("byte " + (i + 1) + " of the command is NUL");
            }
        }
        String value = ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet();
        tag = TAG_NAME + "=" + value;
        boolean isArgument = isArgument(line);
        ProcessBuilder builder =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "--",
                                isArgument
                                        ? new String(line, StandardCharsets.US_ASCII)
                                        : READ_AND_RUN)
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(TAG_NAME, value);
        if (isArgument) {
            builder.redirectInput(NOTHING);
        }
        process = builder.start();
        if (!isArgument) {
            writeInput(line);
        }
    }

    /** Java's encoding of arguments is safe only for ASCII, and the kernel limits their length. */
    private static boolean isArgument(byte[] line) {
        boolean isAscii = true;
        for (byte each : line) {
            isAscii &= each >= 0;
        }
        return isAscii && line.length <= LONGEST_ARGUMENT;
    }

    private void writeInput(byte[] line) throws IOException {
        try (OutputStream input = process.getOutputStream()) {
            input.write(line);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Waits for the command's end, and returns what it printed until then. A child that prints
     * later gets an error.
     *
     * @throws IOException if it prints more than {@code mostBytes}
     */
    byte[] readOutput(int mostBytes) throws IOException, InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        InputStream pipe = process.getInputStream();
        // Locked until it is closed: otherwise the JDK itself empties the pipe of a process that
        // has ended, and never stops if a child never stops writing.
        synchronized (pipe) {
            try (pipe) {
                long wait = SHORTEST_WAIT_NANOS;
                do {
                    // Java can wait for output or for the end, but not for whichever comes first;
                    // and a read that waits for output would not notice an interrupt.
                    ended = process.waitFor(wait, TimeUnit.NANOSECONDS);
                    // The command has ended: everything that it has written is now in the pipe.
                    int available = pipe.available();
                    output.write(pipe.readNBytes(available));
                    if (output.size() > mostBytes) {
                        throw new IOException(
                                "the command prints more than " + mostBytes + " bytes");
                    }
                    wait =
                            available > 0
                                    ? SHORTEST_WAIT_NANOS
                                    : Math.min(2 * wait, LONGEST_WAIT_NANOS);
                } while (!ended);
            }
        }
        return output.toByteArray();
    }

    /** Its exit code; only after its end. */
    int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() {
        if (!ended) {
            kill();
        }
    }

    private void kill() {
        process.destroyForcibly();
        for (int look = 0; look < MOST_LOOKS; look++) {
            List<ProcessHandle> found = ProcessHandle.allProcesses().filter(this::hasTag).toList();
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private boolean hasTag(ProcessHandle candidate) {
        try (InputStream environment =
                new FileInputStream("/proc/" + candidate.pid() + "/environ")) {
            String variables =
                    "\0" + new String(environment.readAllBytes(), StandardCharsets.ISO_8859_1);
            return variables.contains("\0" + tag + "\0");
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
