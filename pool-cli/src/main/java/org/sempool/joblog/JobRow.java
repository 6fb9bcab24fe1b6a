package org.sempool.joblog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One job that has ended. The first nine columns are GNU parallel's. Texts are in ISO 8859-1, one
 * character for each byte, whatever it is.
 *
 * @param number the job's number in the batch, from 1
 * @param started when its last attempt began
 * @param ran how long that took
 * @param sent how many bytes it was given
 * @param received how many bytes of output it had
 * @param exitCode 0 if it succeeded
 * @param signal the signal that ended it, or 0
 * @param command what was run
 * @param identity see {@link JobIdentity}
 * @param attempts how often it was tried
 * @param again whether an earlier run has logged it as failed
 * @param cause why it failed; empty if it succeeded
 */
public record JobRow(
        long number,
        Instant started,
        Duration ran,
        long sent,
        long received,
        int exitCode,
        int signal,
        String command,
        String identity,
        int attempts,
        boolean again,
        String cause) {
    static final String COLUMNS =
            "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand"
                    + "\tIdentity\tAttempts\tAgain\tCause";

    /** GNU parallel's name for the machine itself. */
    private static final String HERE = ":";

    /** Where {@link FinishedJobs} finds what it needs. */
    static final int EXIT_CODE = 6;

    static final int SIGNAL = 7;
    static final int IDENTITY = 9;
    static final int AGAIN = 11;
    static final int ALL = 13;

    /** The line in the file, with its end. */
    byte[] encode() {
        List<String> fields =
                List.of(
                        Long.toString(number),
                        HERE,
                        seconds(started.toEpochMilli()),
                        seconds(ran.toMillis()),
                        Long.toString(sent),
                        Long.toString(received),
                        Integer.toString(exitCode),
                        Integer.toString(signal),
                        oneLine(command),
                        identity,
                        Integer.toString(attempts),
                        again ? "1" : "0",
                        oneLine(cause));
        return (String.join("\t", fields) + "\n").getBytes(ISO_8859_1);
    }

    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).toPlainString();
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\0' -> line.append("\\0");
                default -> line.append(c);
            }
        }
        return line.toString();
    }
}
