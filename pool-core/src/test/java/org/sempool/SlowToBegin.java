package org.sempool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.sempool.spi.Step;

/** Holds a worker just after it has claimed a job, until it may continue. */
public final class SlowToBegin implements Step.Listener {
    static final String PLACE = "slow.place";
    private final Path place = Path.of(System.getProperty(PLACE));

    public SlowToBegin() {}

    @Override
    public void reached(Step step) {
        if (step != Step.CLAIM_FULL) {
            return;
        }
        try {
            Files.writeString(place.resolve("claimed"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (!Files.exists(place.resolve("begin"))) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
