package org.sempool.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sempool.broker.Broker;
import org.sempool.broker.BrokerSettings;

/** A broker within the command, for one batch, if there is to be one. */
record EmbeddedBroker(@Nullable Broker broker) implements AutoCloseable {
    static EmbeddedBroker startIf(boolean wanted) throws IOException {
        return new EmbeddedBroker(wanted ? Broker.start(BrokerSettings.temporary()) : null);
    }

    /** Its address, or null if there is none. */
    @Nullable String url() {
        return broker == null ? null : broker.url();
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
    }
}
