package org.sempool.artemis;

import java.io.IOException;
import org.sempool.spi.HandlerCode;
import org.sempool.spi.HandlerVersion;

/**
 * What a host and a coordinator must have in common: the handler, the version of its classes, and
 * the version of the messages. Each job names it, and a host takes only jobs that name its own.
 *
 * @param handler the class name of the handler
 * @param version of the handler's classes, 16 hexadecimal digits
 * @param protocol see {@link Names#PROTOCOL}
 */
record Fit(String handler, String version, int protocol) {
    static Fit of(HandlerCode code) throws IOException {
        HandlerVersion version = HandlerVersion.of(code);
        return new Fit(version.name(), version.version(), Names.PROTOCOL);
    }

    /** A word without quotes and blanks. */
    String token() {
        return handler + "/" + version + "/" + protocol;
    }

    /** What is wrong with a host; empty if nothing is. */
    String misfitOf(String host, Fit other) {
        if (equals(other)) {
            return "";
        }
        if (protocol != other.protocol) {
            return "worker host "
                    + host
                    + " has another version of Sempool: its messages have protocol "
                    + other.protocol
                    + ", this program's have "
                    + protocol
                    + "; use the same version on both machines";
        }
        if (!handler.equals(other.handler)) {
            return "worker host "
                    + host
                    + " runs handler "
                    + other.handler
                    + ", this program's jobs are for "
                    + handler
                    + "; give each handler a pool name of its own";
        }
        return "worker host "
                + host
                + " has another version of "
                + handler
                + ": its classes have digest "
                + other.version
                + ", this program's have "
                + version
                + "; use the same jar on both machines";
    }
}
