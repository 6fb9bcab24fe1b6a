package org.sempool.chronicle;

import java.nio.file.Path;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.threads.Pauser;
import net.openhft.chronicle.threads.TimingPauser;

/** Opens Chronicle's queues, all with the same settings. */
final class Logs {
    private static final int BLOCK_BYTES = 64 << 20;

    /**
     * A message has to fit what Chronicle maps beyond a block, a quarter of it, with its header.
     */
    static final int MAX_PAYLOAD_BYTES = BLOCK_BYTES / 4 - 1024;

    private static final int LONGEST_PAUSE_MILLIS = 1;

    private Logs() {}

    static ChronicleQueue open(Path directory) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(LegacyRollCycles.MINUTELY)
                .blockSize(BLOCK_BYTES)
                .build();
    }

    /** For one thread at a time, which need not always be the same. */
    static ExcerptAppender appender(ChronicleQueue queue) {
        ExcerptAppender appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
        return appender;
    }

    /** For one thread at a time, which need not always be the same. */
    static ExcerptTailer tailer(ChronicleQueue queue) {
        ExcerptTailer tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        return tailer;
    }

    static TimingPauser pauser() {
        return Pauser.balancedUpToMillis(LONGEST_PAUSE_MILLIS);
    }
}
