package org.sempool.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A worker host's report of how a worker of its own died over a job, or of a host that is gone.
 *
 * @param host the name of the machine
 * @param worker the worker's number there, from 1; 0 if that is not known
 * @param pid its process id; 0 if that is not known
 * @param attempt the attempt at the job that ended with the death
 * @param ran how long the attempt had run
 * @param exitCode the exit code of the process
 * @param signal the name of the signal that ended it, if one did
 * @param outOfMemory whether memory had run out
 * @param output the last lines that it printed
 * @param crashReport the path of the JVM's report on that machine, if there is one
 * @param description all of this in words
 */
public record DeathReport(
        String host,
        int worker,
        long pid,
        int attempt,
        Duration ran,
        int exitCode,
        Optional<String> signal,
        boolean outOfMemory,
        List<String> output,
        Optional<String> crashReport,
        String description) {
    private static final int MOST_LINES = 1000;

    /**
     * Copies the lines.
     *
     * @param host the name of the machine
     * @param worker the worker's number
     * @param pid its process id
     * @param attempt the attempt at the job
     * @param ran how long the attempt had run
     * @param exitCode the exit code
     * @param signal the name of the signal
     * @param outOfMemory whether memory had run out
     * @param output the last lines that it printed
     * @param crashReport the path of the JVM's report
     * @param description all of this in words
     */
    public DeathReport {
        output = List.copyOf(output);
    }

    /**
     * Writes this report.
     *
     * @param payload where to write
     */
    public void encode(PayloadWriter payload) {
        putText(payload, host);
        payload.putInt(worker);
        payload.putLong(pid);
        payload.putInt(attempt);
        payload.putLong(ran.toNanos());
        payload.putInt(exitCode);
        putText(payload, signal.orElse(""));
        payload.putByte((byte) (outOfMemory ? 1 : 0));
        payload.putInt(output.size());
        output.forEach(line -> putText(payload, line));
        putText(payload, crashReport.orElse(""));
        putText(payload, description);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param payload where to read
     * @return the report
     * @throws PayloadFormatException if the bytes are something else
     */
    public static DeathReport decode(PayloadReader payload) {
        return new DeathReport(
                text(payload),
                payload.getInt(),
                payload.getLong(),
                payload.getInt(),
                Duration.ofNanos(payload.getLong()),
                payload.getInt(),
                optional(text(payload)),
                payload.getByte() != 0,
                lines(payload),
                optional(text(payload)),
                text(payload));
    }

    private static List<String> lines(PayloadReader payload) {
        int count = payload.getInt();
        if (count < 0 || count > MOST_LINES) {
            throw new PayloadFormatException("lines=" + count + " in a report of a death");
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(text(payload));
        }
        return lines;
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** Unpaired surrogates in a worker's output become question marks. */
    private static void putText(PayloadWriter payload, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        payload.putInt(bytes.length);
        payload.putBytes(bytes);
    }

    private static String text(PayloadReader payload) {
        int length = payload.getInt();
        if (length < 0 || length > payload.remaining()) {
            throw new PayloadFormatException("length=" + length + " in a report of a death");
        }
        return new String(payload.getBytes(length), StandardCharsets.UTF_8);
    }
}
