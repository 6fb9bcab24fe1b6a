package org.sempool.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.sempool.broker.Broker;
import org.sempool.broker.BrokerSettings;

/**
 * A message broker in a process of its own, set as {@code pool broker} sets it. Prints its URL, and
 * ends with its input: then it removes its directory for temporary files, which has its journal.
 */
final class BrokerMain {
    private BrokerMain() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException {
        try (Broker broker = Broker.start(BrokerSettings.temporary())) {
            System.out.println(broker.url());
            var _ = System.in.transferTo(OutputStream.nullOutputStream());
        }
        Scratch.remove(Path.of(System.getProperty("java.io.tmpdir")));
        Runtime.getRuntime().halt(0);
    }
}
