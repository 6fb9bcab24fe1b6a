package org.sempool.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An order from the coordinator to one of its workers, over the worker's standard input: rare
 * messages that cannot wait until the worker takes its next job.
 */
public sealed interface WorkerOrder {
    /** Start to take jobs. A worker that is ready waits for this order. */
    record Begin() implements WorkerOrder {}

    /** The pool closes: the worker will find no more jobs and end by itself. */
    record Farewell() implements WorkerOrder {}

    /** End after the current job, so that another worker can replace this one. */
    record Retire() implements WorkerOrder {}

    /**
     * Tell the handler to stop a job, if it still runs it.
     *
     * @param jobId the job
     * @param attempt the attempt to cancel
     */
    record CancelJob(long jobId, int attempt) implements WorkerOrder {}

    /**
     * Finish a job, but do not retry it if it fails: its result is no longer wanted.
     *
     * @param jobId the job
     * @param attempt the attempt that must be the last
     */
    record MakeLast(long jobId, int attempt) implements WorkerOrder {}

    /**
     * Writes the order in one piece: orders of two threads that write to the same stream do not
     * mix.
     *
     * @param stream where to write
     * @throws IOException if the worker cannot be reached
     */
    default void write(OutputStream stream) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        switch (this) {
            case Begin _ -> data.writeByte('b');
            case Farewell _ -> data.writeByte('f');
            case Retire _ -> data.writeByte('r');
            case CancelJob job -> {
                data.writeByte('c');
                data.writeLong(job.jobId);
                data.writeInt(job.attempt);
            }
            case MakeLast last -> {
                data.writeByte('l');
                data.writeLong(last.jobId);
                data.writeInt(last.attempt);
            }
        }
        synchronized (stream) {
            stream.write(bytes.toByteArray());
            stream.flush();
        }
    }

    /**
     * Waits for an order.
     *
     * @param stream the lifeline, which stays open as long as the coordinator lives
     * @return the order, or null if the coordinator has ended
     * @throws IOException if the stream cannot be read, or contains anything else
     */
    static @Nullable WorkerOrder read(InputStream stream) throws IOException {
        DataInputStream data = new DataInputStream(stream);
        int code = data.read();
        return switch (code) {
            case -1 -> null;
            case 'b' -> new Begin();
            case 'f' -> new Farewell();
            case 'r' -> new Retire();
            case 'l' -> new MakeLast(data.readLong(), data.readInt());
            case 'c' -> new CancelJob(data.readLong(), data.readInt());
            default -> throw new IOException("order=" + code + " is unknown");
        };
    }
}
