package org.sempool.joblog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The file that says what became of each job. A row is written only once the job's result is: so
 * after a kill, a job that is in the log has its result in the output, and a job that is not runs
 * again.
 *
 * <p>Thread-safe.
 */
public final class JobLog implements AutoCloseable {
    private static final int MANY_BYTES = 1 << 16;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares rows
    private record Row(byte[] bytes, long results) {}

    private final Path file;
    private final FileChannel channel;
    private final Queue<Row> rows = new ArrayDeque<>();
    private int waitingBytes;

    private JobLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens a log, which then belongs to this process.
     *
     * @param file the log
     * @param resumes whether rows are added to those that are there; otherwise there must be none
     * @return the log
     * @throws IOException if it cannot be opened; the message says why, and what to do
     */
    public static JobLog open(Path file, boolean resumes) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            lock(channel);
            JobLog log = new JobLog(file, channel);
            log.begin(resumes);
            opened = true;
            return log;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private static void lock(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() == null) {
                throw new IOException("another command is writing to it; give each its own");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("it is open already; give each command its own", e);
        }
    }

    private void begin(boolean resumes) throws IOException {
        byte[] head = (JobRow.COLUMNS + "\n").getBytes(ISO_8859_1);
        long size = channel.size();
        if (size > head.length && !resumes) {
            throw new IOException(
                    "it has rows of an earlier run; continue that with --resume, or name another"
                            + " file");
        }
        if (size <= head.length) {
            requireBeginningOf(head, (int) size);
            channel.truncate(0);
            writeAll(ByteBuffer.wrap(head));
            return;
        }
        requireBeginningOf(head, head.length);
        // What a kill has cut off.
        channel.truncate(LineEnds.endOfLastLine(channel));
        channel.position(channel.size());
    }

    private void requireBeginningOf(byte[] head, int count) throws IOException {
        ByteBuffer found = LineEnds.read(channel, 0, count);
        if (!found.equals(ByteBuffer.wrap(head, 0, count))) {
            throw new IOException("it is no job log of this program; name another file");
        }
    }

    /**
     * Adds a row.
     *
     * @param row what became of a job
     * @param results how many results there must be in the output before it is written
     * @return whether so many rows wait that they should be written soon
     */
    public synchronized boolean add(JobRow row, long results) {
        byte[] bytes = row.encode();
        rows.add(new Row(bytes, results));
        waitingBytes += bytes.length;
        return waitingBytes >= MANY_BYTES;
    }

    /**
     * Writes the rows that may be written.
     *
     * @param results how many results there are in the output
     * @throws IOException if they cannot be written
     */
    public synchronized void write(long results) throws IOException {
        int count = 0;
        int bytes = 0;
        for (Row row : rows) {
            if (row.results > results) {
                break;
            }
            count++;
            bytes += row.bytes.length;
        }
        if (count == 0) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        for (int i = 0; i < count; i++) {
            buffer.put(rows.remove().bytes);
        }
        waitingBytes -= bytes;
        writeAll(buffer.flip());
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new IOException(file + " (" + e.getMessage() + ")", e);
        }
    }

    /** Closes the file. Rows that were not written are lost: their jobs run again. */
    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
