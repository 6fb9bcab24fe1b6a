package org.sempool.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one would write without a library: a stream to and from each worker, jobs dealt out in turn,
 * many per write. It is not a pool: a worker that dies loses its jobs, and a slow worker keeps its
 * jobs.
 */
record StreamContender(boolean socket) implements Contender {
    @Override
    public String name() {
        return socket ? "unix socket" : "pipe";
    }

    @Override
    public String semaphore() {
        return "";
    }

    @Override
    public boolean supports(Setting setting) {
        return true;
    }

    @Override
    public Run open(Setting setting, Belongings belongings) throws IOException {
        return new StreamRun(setting, belongings);
    }

    /** A worker, and this process's ends of its streams. */
    private record Link(Process worker, Frames.Writer writer, Frames.Reader reader) {}

    private final class StreamRun implements Run {
        private final Belongings belongings;
        private final List<Link> links = new ArrayList<>();
        private final List<SocketChannel> sockets = new ArrayList<>();
        private final long readyNanos;
        private final byte[] payload;
        private final int inFlight;

        StreamRun(Setting setting, Belongings belongings) throws IOException {
            this.belongings = belongings;
            payload = new byte[setting.payloadBytes()];
            inFlight = setting.inFlight();
            long start = System.nanoTime();
            for (int worker = 0; worker < setting.workers(); worker++) {
                links.add(socket ? openSocket(setting) : openPipe(setting));
            }
            for (Link link : links) {
                if (!link.reader.next()) {
                    throw new IOException(name() + ": a worker cannot start");
                }
            }
            readyNanos = System.nanoTime() - start;
        }

        private Process start(Setting setting, String... more) throws IOException {
            List<String> args = new ArrayList<>(List.of("" + setting.jobNanos()));
            args.addAll(List.of(more));
            return belongings.start(Processes.java(List.of(), StreamWorker.class, args));
        }

        private Link openPipe(Setting setting) throws IOException {
            Process worker = start(setting);
            return link(worker, worker.getInputStream(), worker.getOutputStream());
        }

        private Link openSocket(Setting setting) throws IOException {
            // A directory that only this process uses; a socket's path must not be long.
            Path path = Path.of(System.getProperty("java.io.tmpdir"), "socket-" + sockets.size());
            try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(path));
                Process worker = start(setting, path.toString());
                // Otherwise the accept would wait in vain.
                var _ = worker.onExit().thenRun(() -> close(server));
                SocketChannel channel = server.accept();
                sockets.add(channel);
                return link(
                        worker,
                        Channels.newInputStream(channel),
                        Channels.newOutputStream(channel));
            } finally {
                Files.deleteIfExists(path);
            }
        }

        private static void close(ServerSocketChannel server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Link link(Process worker, InputStream input, OutputStream output) {
            return new Link(worker, new Frames.Writer(output), new Frames.Reader(input));
        }

        @Override
        public List<ProcessHandle> workers() {
            return links.stream().map(link -> link.worker.toHandle()).toList();
        }

        @Override
        public Effort run(long jobs) throws IOException, InterruptedException {
            List<ProcessHandle> workers = workers();
            long cpu = Processes.cpuNanos(workers);
            long start = System.nanoTime();
            // Each worker may have that many jobs in flight; together they fill the queue.
            int window = Math.max(1, inFlight / links.size());
            List<Semaphore> rooms = new ArrayList<>();
            List<Thread> readers = new ArrayList<>();
            AtomicReference<@Nullable Exception> trouble = new AtomicReference<>();
            for (int i = 0; i < links.size(); i++) {
                Link link = links.get(i);
                Semaphore room = new Semaphore(window);
                rooms.add(room);
                long share = jobs / links.size() + (i < jobs % links.size() ? 1 : 0);
                readers.add(
                        Thread.ofPlatform().start(() -> read(link.reader, share, room, trouble)));
            }
            send(jobs, rooms, trouble);
            for (Thread reader : readers) {
                // Ends with its worker at the latest.
                reader.join();
            }
            Exception problem = trouble.get();
            if (problem != null) {
                throw new IOException(name() + ": some results are missing", problem);
            }
            long nanos = System.nanoTime() - start;
            return new Effort(jobs, nanos, Processes.cpuNanos(workers) - cpu);
        }

        private void send(
                long jobs, List<Semaphore> rooms, AtomicReference<@Nullable Exception> trouble)
                throws IOException, InterruptedException {
            for (long job = 0; job < jobs && trouble.get() == null; job++) {
                int to = (int) (job % links.size());
                if (!rooms.get(to).tryAcquire()) {
                    for (Link link : links) {
                        link.writer.flush();
                    }
                    rooms.get(to).acquire();
                }
                links.get(to).writer.write(payload, 0, payload.length);
            }
            for (Link link : links) {
                link.writer.flush();
            }
        }

        private static void read(
                Frames.Reader reader,
                long count,
                Semaphore room,
                AtomicReference<@Nullable Exception> trouble) {
            try {
                int batch = 0;
                for (long result = 0; result < count; result++) {
                    if (!reader.next()) {
                        throw new IOException("the stream has ended");
                    }
                    batch++;
                    if (!reader.hasNext()) {
                        room.release(batch);
                        batch = 0;
                    }
                }
                room.release(batch);
            } catch (IOException e) {
                trouble.set(e);
                // A thread that waits for room then sees the failure instead.
                room.release();
            }
        }

        @Override
        public RoundTrips roundTrips(int jobs) throws IOException {
            Link link = links.getFirst();
            Stopwatch stopwatch = new Stopwatch();
            for (int job = 0; job < jobs; job++) {
                stopwatch.<IOException>time(
                        () -> {
                            link.writer.write(payload, 0, payload.length);
                            link.writer.flush();
                            if (!link.reader.next()) {
                                throw new IOException("the stream has ended");
                            }
                        });
            }
            return stopwatch.result();
        }

        @Override
        public long readyNanos() {
            return readyNanos;
        }

        @Override
        public long workerMemoryBytes() throws IOException {
            return Processes.residentBytes(links.getFirst().worker.toHandle());
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : sockets) {
                channel.close();
            }
            for (Link link : links) {
                link.worker.getOutputStream().close();
                Processes.awaitEnd(link.worker);
                belongings.forget(link.worker);
            }
        }
    }
}
