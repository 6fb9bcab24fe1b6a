package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.sempool.spi.Transport;

/** Specifies that the script passes the JVM flags that transports need. */
final class ScriptFlagsTest {
    @Test
    void theScriptPassesTheFlagsOfEveryTransport() throws IOException {
        String script = Files.readString(PoolScript.SCRIPT.resolveSibling("main.sh"));

        for (Transport transport : ServiceLoader.load(Transport.class)) {
            for (String flag : transport.coordinatorJvmFlags()) {
                assertTrue(script.contains(flag), transport.name() + " needs " + flag);
            }
        }
    }
}
