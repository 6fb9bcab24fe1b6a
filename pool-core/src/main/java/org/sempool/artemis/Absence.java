package org.sempool.artemis;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import org.sempool.process.Uptime;
import org.sempool.spi.BrokenTransportException;

/**
 * Notices that a coordinator was away for so long that hosts have taken it for dead: cut off from
 * the broker, or suspended. They have dropped its jobs then, and it would wait for their results
 * for ever.
 *
 * <p>If the broker itself was gone, the hosts were away, too, and nothing is dropped. So its time
 * since its start counts. All times are of one clock each.
 *
 * <p>For one thread.
 */
final class Absence {
    /** A loss is noticed late, so that hosts have heard nothing for a while longer. */
    private static final long MOST_MILLIS = Names.SILENCE_MILLIS * 2 / 3;

    /** A connection that is dead may not seem so for as long. */
    private static final long DOUBT_MILLIS = 20_000;

    private boolean begun;

    // Times that also go on while the machine is suspended.
    private long lastMillis;
    private long longestMillis;
    private long longestSince;

    /** The coordinator has said that it is there. */
    void spoken() {
        long now = Uptime.millis();
        if (begun) {
            note(now - lastMillis, now);
        }
        begun = true;
        lastMillis = now;
    }

    private void note(long silence, long now) {
        if (silence > longestMillis || now - longestSince > DOUBT_MILLIS) {
            longestMillis = silence;
            longestSince = now;
        }
    }

    /**
     * Called with each new connection.
     *
     * @throws BrokenTransportException if the coordinator was away for too long
     */
    void check(Connection current) throws JMSException {
        if (!begun) {
            return;
        }
        long now = Uptime.millis();
        note(now - lastMillis, now);
        if (longestMillis > MOST_MILLIS && millisSinceStart(current) > MOST_MILLIS) {
            throw new BrokenTransportException(
                    "this program was cut off from the broker for too long, and worker hosts have"
                            + " dropped its jobs: they take a program that is silent for "
                            + Names.SILENCE_MILLIS / 1000
                            + " s for dead; run it again");
        }
    }

    private static long millisSinceStart(Connection current) throws JMSException {
        try (Management management = new Management(current)) {
            String json = management.attribute("broker", "UptimeMillis");
            return Long.parseLong(json.replaceAll("[^0-9]", ""));
        } catch (NumberFormatException e) {
            throw new JMSException("the broker does not say for how long it has run");
        }
    }
}
