package org.sempool.process;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine. */
public final class HostName {
    private static final String OWN = find();

    private HostName() {}

    /** As the operating system knows it; {@code localhost} if it does not. */
    public static String own() {
        return OWN;
    }

    private static String find() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
