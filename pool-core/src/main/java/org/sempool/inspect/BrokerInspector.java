package org.sempool.inspect;

import java.io.IOException;
import java.util.Map;

/** Looks at the pools that meet at a message broker. Loaded with ServiceLoader. */
public interface BrokerInspector {
    /**
     * Connects to a broker. May block for some seconds.
     *
     * @param options as for the transport: {@code broker}, {@code pool} to see only one, {@code
     *     user} and so on
     * @return the view, to be closed by the caller
     * @throws IOException if it cannot connect, or the broker refuses
     * @throws IllegalArgumentException if an option is bad
     */
    View connect(Map<String, String> options) throws IOException;

    /** A connection through which a broker is looked at. Belongs to one thread. */
    interface View extends AutoCloseable {
        /**
         * Looks once. The first call waits about a second for what hosts say of themselves.
         *
         * @return what was seen
         * @throws IOException if the connection is lost, or the broker does not let this user look
         */
        BrokerSnapshot look() throws IOException;

        @Override
        void close();
    }
}
