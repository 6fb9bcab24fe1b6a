package org.sempool.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.spi.HandlerCode;
import org.sempool.spi.Step;
import org.sempool.spi.SupervisedContract;
import org.sempool.spi.TransportConfig;

/** Shared memory without payload memory keeps the contract: all large payloads are in files. */
final class FilesOnlyTransportTest extends SupervisedContract {
    @TempDir private Path parent;

    FilesOnlyTransportTest() {
        super(new SharedMemoryTransport());
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("directory", parent.toString());
    }

    @Override
    protected TransportConfig config(int workers, int slots) {
        return new TransportConfig(
                HandlerCode.named("handler"),
                workers,
                slots,
                SLOT_BYTES,
                OptionalLong.of(0),
                options());
    }

    @Override
    protected Set<Step> repairSteps() {
        return SharedMemoryTransportTest.REPAIR_STEPS;
    }

    @Override
    protected void assertNothingIsKept() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(coordinator().address()))) {
            assertEquals(
                    List.of("owner", "owner.lock", "segment", "spill"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
