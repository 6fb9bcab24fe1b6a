package org.sempool.chronicle;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * The results of a living process, read with Chronicle while they are written. Not thread-safe.
 *
 * <p>Read it only when a message is known to exist: if a process was killed while it wrote a
 * message or created the log, Chronicle waits for the rest or cannot open the log.
 */
final class LiveLog implements AutoCloseable {
    private final Path path;
    private final boolean isKept;
    private @Nullable ChronicleQueue queue;
    private @Nullable ExcerptTailer tailer;
    private @Nullable File file;
    private int cycle = Integer.MIN_VALUE;
    private long end;

    /** {@code isKept}: files that were read are not removed. */
    LiveLog(Path path, boolean isKept) {
        this.path = path;
        this.isKept = isKept;
    }

    /** The next message, to be closed by the caller; null if there is none. */
    @Nullable DocumentContext read() {
        ExcerptTailer from = tailer();
        if (from == null) {
            return null;
        }
        DocumentContext document = from.readingDocument();
        if (!document.isPresent()) {
            document.close();
            return null;
        }
        if (from.cycle() != cycle) {
            cycle = from.cycle();
            removeFileBefore(from.currentFile());
        }
        end = Message.bytes(document).readLimit();
        return document;
    }

    private @Nullable ExcerptTailer tailer() {
        if (tailer == null && Files.isDirectory(path)) {
            queue = Logs.open(path);
            tailer = Logs.tailer(queue);
        }
        return tailer;
    }

    /** No other process reads the file before, and its writer has moved on to the next. */
    private void removeFileBefore(@Nullable File now) {
        File before = file;
        file = now;
        if (before != null && !isKept) {
            Logs.remove(before);
        }
    }

    Path path() {
        return path;
    }

    /** The file that the last message was read from; null if none was read. */
    @Nullable Path file() {
        return file == null ? null : file.toPath();
    }

    /** Where in its file the last message ends. */
    long end() {
        return end;
    }

    @Override
    public void close() {
        if (queue != null) {
            queue.close();
        }
    }
}
