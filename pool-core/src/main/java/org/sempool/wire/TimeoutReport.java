package org.sempool.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A worker host's report that a job ran for longer than its limit.
 *
 * @param limit how long it was allowed to run
 * @param message what happened, in words
 */
public record TimeoutReport(Duration limit, String message) {
    /**
     * Writes this report.
     *
     * @param payload where to write
     */
    public void encode(PayloadWriter payload) {
        payload.putLong(limit.toMillis());
        payload.putUtf8(message);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param payload where to read
     * @return the report
     * @throws PayloadFormatException if the bytes are something else
     */
    public static TimeoutReport decode(PayloadReader payload) {
        Duration limit = Duration.ofMillis(payload.getLong());
        return new TimeoutReport(limit, new String(payload.getBytes(), StandardCharsets.UTF_8));
    }
}
