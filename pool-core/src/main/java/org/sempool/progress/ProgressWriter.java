package org.sempool.progress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker's side of the {@link ProgressBoard}. Threads that report at the same time do not wait
 * for each other: one of them writes for all, and only the latest report is sure to be written.
 */
public final class ProgressWriter {
    private static final byte[] NOTHING = {};
    private static final int MOST_ROUNDS = 100;

    private record Report(ProgressEntry entry, BooleanSupplier isCurrent) {}

    private final @Nullable Path directory;
    private final int worker;
    private final AtomicReference<@Nullable Report> latest = new AtomicReference<>();

    private final AtomicBoolean isWriting = new AtomicBoolean();

    // Of the thread that writes.
    private @Nullable ProgressBoard board;
    private boolean isOpen;
    private String lastName = "";
    private byte[] nameBytes = NOTHING;
    private String lastMessage = "";
    private byte[] messageBytes = NOTHING;

    /**
     * Opens nothing yet.
     *
     * @param directory where the board is; null if there is none
     */
    public ProgressWriter(@Nullable Path directory, int worker) {
        this.directory = directory;
        this.worker = worker;
    }

    /** The worker's number. */
    public int worker() {
        return worker;
    }

    /**
     * Shows a report. For any thread; never waits for another one.
     *
     * @param isCurrent whether the job still runs; if not, the report is dropped
     */
    public void show(ProgressEntry entry, BooleanSupplier isCurrent) {
        latest.set(new Report(entry, isCurrent));
        // A thread that finds another one writing leaves its report to that one, which looks again
        // afterwards. Not for ever: others may report faster than it writes.
        for (int round = 0; round < MOST_ROUNDS && latest.get() != null; round++) {
            if (!isWriting.compareAndSet(false, true)) {
                return;
            }
            try {
                write(latest.getAndSet(null));
            } finally {
                isWriting.set(false);
            }
        }
    }

    private void write(@Nullable Report report) {
        ProgressBoard open = open();
        if (report == null || open == null || !report.isCurrent.getAsBoolean()) {
            return;
        }
        ProgressEntry entry = report.entry;
        open.write(
                worker,
                entry.jobId(),
                entry.attempt(),
                name(entry.name()),
                entry.fraction(),
                message(entry.message()));
    }

    private @Nullable ProgressBoard open() {
        if (!isOpen) {
            isOpen = true;
            try {
                board = directory == null ? null : ProgressBoard.attach(directory);
            } catch (IOException e) {
                System.err.println("progress cannot be shown: " + e);
            }
        }
        return board;
    }

    private byte[] name(@Nullable String name) {
        String text = name == null ? "" : name;
        if (!text.equals(lastName)) {
            lastName = text;
            nameBytes = CutText.utf8(text, ProgressBoard.NAME_BYTES);
        }
        return nameBytes;
    }

    /** Many reports have the same message. */
    private byte[] message(String text) {
        if (!text.equals(lastMessage)) {
            lastMessage = text;
            messageBytes = CutText.utf8(text, ProgressBoard.MESSAGE_BYTES);
        }
        return messageBytes;
    }
}
