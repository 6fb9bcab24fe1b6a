package org.sempool.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator tells one of its workers, over the worker's standard input: rare things that
 * cannot wait until the worker takes its next job.
 */
public sealed interface WorkerOrder {
    /** To take jobs, for the first time. A worker that is ready waits to be told. */
    record Begin() implements WorkerOrder {}

    /** The pool closes: the worker will find no more jobs, and end by itself. */
    record Farewell() implements WorkerOrder {}

    /** To end after the job at hand, for another worker to take its place. */
    record Retire() implements WorkerOrder {}

    /**
     * To stop a job, if the worker is still at it.
     *
     * @param jobId the job
     * @param attempt the attempt that is to be stopped
     */
    record StopJob(long jobId, int attempt) implements WorkerOrder {}

    /**
     * To finish a job, and not to try it again whatever comes of it: nobody waits for it any more.
     *
     * @param jobId the job
     * @param attempt the attempt that is to be the last
     */
    record MakeLast(long jobId, int attempt) implements WorkerOrder {}

    /**
     * Writes the order, in one piece: two threads that write to the same stream may come in either
     * order, but do not mix.
     *
     * @param stream where to
     * @throws IOException if the worker cannot be reached
     */
    default void write(OutputStream stream) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        switch (this) {
            case Begin _ -> data.writeByte('b');
            case Farewell _ -> data.writeByte('f');
            case Retire _ -> data.writeByte('r');
            case StopJob stop -> {
                data.writeByte('s');
                data.writeLong(stop.jobId);
                data.writeInt(stop.attempt);
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
     * @param stream where it comes from, as long as the coordinator lives
     * @return the order, or null if the coordinator has ended
     * @throws IOException if the stream cannot be read, or holds something else
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
            case 's' -> new StopJob(data.readLong(), data.readInt());
            default -> throw new IOException("order=" + code + " is unknown");
        };
    }
}
