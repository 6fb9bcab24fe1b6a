package org.sempool.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.sempool.spi.Transport;

/** Directories of pools whose program was killed. */
final class LeftoversCheck implements Check {
    @Override
    public List<Finding> look() throws IOException {
        TreeSet<Path> left = new TreeSet<>();
        for (Transport transport : ServiceLoader.load(Transport.class)) {
            left.addAll(transport.findLeftovers(Map.of()));
        }
        return List.of(judge(List.copyOf(left)));
    }

    static Finding judge(List<Path> left) {
        return left.isEmpty()
                ? Finding.ok("there are no leftovers of dead pools")
                : Finding.warning(
                        left.size()
                                + (left.size() == 1 ? " dead pool has" : " dead pools have")
                                + " left files behind, "
                                + left.getFirst()
                                + (left.size() == 1 ? "" : " and others"),
                        "remove them with 'pool clean'");
    }
}
