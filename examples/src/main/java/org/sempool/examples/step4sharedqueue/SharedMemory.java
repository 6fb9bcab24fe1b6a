package org.sempool.examples.step4sharedqueue;

import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A file that all processes map, with both queues in it.
 *
 * <p>In C: {@code mmap(..., MAP_SHARED, file, 0)}. With {@code MAP_PRIVATE} each process would get
 * its own copy of a page as soon as it writes to it. The lecture's programs can do without a file
 * ({@code MAP_ANONYMOUS}) as their children are forked and have the mapping already; a JVM cannot
 * be forked, so its children need a name to find the memory by.
 *
 * @param file the file
 * @param jobs numbers on their way to the workers
 * @param results factored numbers on their way to the printer
 */
record SharedMemory(Path file, SharedQueue jobs, SharedQueue results) implements AutoCloseable {
    private static final int SLOTS = 4;
    private static final Path IN_MEMORY = Path.of("/dev/shm");

    /** How long one waits before one looks whether the others still live. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Makes the file, which only its owner may open, and two empty queues in it. */
    static SharedMemory create() throws IOException {
        String name = "shared-queue-" + ProcessHandle.current().pid() + "-";
        Path file =
                Files.isDirectory(IN_MEMORY)
                        ? Files.createTempFile(IN_MEMORY, name, "")
                        : Files.createTempFile(name, "");
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            // Written and not just mapped: if there is no room this is an exception, and not a
            // SIGBUS at the first touch.
            ByteBuffer zeros = ByteBuffer.allocate((int) (2 * SharedQueue.bytes(SLOTS)));
            while (zeros.hasRemaining()) {
                var _ = channel.write(zeros);
            }
        }
        MemorySegment memory = map(file);
        long half = SharedQueue.bytes(SLOTS);
        return new SharedMemory(
                file,
                SharedQueue.create(memory.asSlice(0, half), SLOTS),
                SharedQueue.create(memory.asSlice(half), SLOTS));
    }

    /** Maps the file that another process has made. */
    static SharedMemory attach(Path file) throws IOException {
        MemorySegment memory = map(file);
        long half = SharedQueue.bytes(SLOTS);
        return new SharedMemory(
                file,
                SharedQueue.attach(memory.asSlice(0, half), SLOTS),
                SharedQueue.attach(memory.asSlice(half), SLOTS));
    }

    private static MemorySegment map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            return channel.map(READ_WRITE, 0, 2 * SharedQueue.bytes(SLOTS), Arena.global());
        }
    }

    /** For a worker and the printer, which end with the process that has started them. */
    static Job await(SharedQueue queue) {
        while (true) {
            Optional<Job> job = queue.take(PATIENCE);
            if (job.isPresent()) {
                return job.get();
            }
        }
    }

    /** Removes the file. Who has mapped it has the memory until the end of his process. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
