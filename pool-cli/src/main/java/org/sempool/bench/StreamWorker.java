package org.sempool.bench;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A worker that echoes what arrives on a stream, a standard one or a socket. */
final class StreamWorker {
    private StreamWorker() {}

    /** Takes the nanoseconds of a job and, optionally, the path of a socket. */
    public static void main(String[] args) throws IOException {
        long jobNanos = Long.parseLong(args[0]);
        if (args.length == 1) {
            echo(
                    new FileInputStream(FileDescriptor.in),
                    new FileOutputStream(FileDescriptor.out),
                    jobNanos);
        } else {
            TransportWorker.endWithParent();
            try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.connect(UnixDomainSocketAddress.of(Path.of(args[1])));
                echo(Channels.newInputStream(socket), Channels.newOutputStream(socket), jobNanos);
            }
        }
    }

    private static void echo(InputStream input, OutputStream output, long jobNanos)
            throws IOException {
        Frames.Writer writer = new Frames.Writer(output);
        // The first message says that the worker is ready.
        writer.write(new byte[0], 0, 0);
        writer.flush();
        Frames.Reader reader = new Frames.Reader(input);
        while (reader.next()) {
            Busy.work(jobNanos);
            writer.write(reader.array(), reader.offset(), reader.length());
            if (!reader.hasNext()) {
                writer.flush();
            }
        }
    }
}
