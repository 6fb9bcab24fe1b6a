package org.sempool;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.sempool.spi.Transport;

/** Finds the transports of this process by name. */
final class Transports {
    /** One that the library itself brings. */
    private static final String OWN = "shm";

    private Transports() {}

    /**
     * @throws IllegalArgumentException if there is no transport of this name
     */
    static Transport named(String name) {
        Map<String, Transport> transports = new TreeMap<>();
        ServiceLoader.load(Transport.class, Transport.class.getClassLoader())
                .forEach(each -> transports.put(each.name(), each));
        Transport found = transports.get(name);
        if (!transports.containsKey(OWN)) {
            throw new IllegalArgumentException(
                    "transport="
                            + name
                            + " cannot be found: the program's jar has lost the file META-INF/services/"
                            + Transport.class.getName()
                            + "; let the tool that makes the jar merge service files, with the"
                            + " ServicesResourceTransformer of Maven's shade plugin or"
                            + " mergeServiceFiles() of Gradle's");
        }
        if (found == null) {
            throw new IllegalArgumentException(
                    "transport=" + name + " is unknown; choose one of " + transports.keySet());
        }
        return found;
    }
}
