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
 * A file with both queues, which all processes map.
 *
 * <p>In C: {@code mmap(..., MAP_SHARED, file, 0)}. With {@code MAP_PRIVATE} each process would get
 * its own copy of a page as soon as it writes to it. The lecture's programs need no file ({@code
 * MAP_ANONYMOUS}), as their children are forked and inherit the mapping; a JVM cannot be forked, so
 * its children need a name to find the memory.
 *
 * @param file the file
 * @param jobs numbers on their way to the workers
 * @param results factored numbers on their way to the printer
 */
record SharedMemory(Path file, SharedQueue jobs, SharedQueue results) implements AutoCloseable {
    private static final int SLOTS = 4;
    private static final Path IN_MEMORY = Path.of("/dev/shm");
    private static final long HALF = SharedQueue.bytes(SLOTS);

    /** How much memory both queues need. */
    static final long BYTES = 2 * HALF;

    /** How long a process waits before it checks whether the others still live. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Creates the file, which only its owner may open, with two empty queues. */
    static SharedMemory create() throws IOException {
        String name = "shared-queue-" + ProcessHandle.current().pid() + "-";
        Path file = Files.createTempFile(directory(), name, "");
        // A signal such as Ctrl-C ends a JVM without running the finally blocks of waiting threads.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(file), "shared-queue"));
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            // Written, not only mapped: if there is no room, this throws, while a mapping would
            // cause a SIGBUS at the first access.
            ByteBuffer zeros = ByteBuffer.allocate((int) BYTES);
            while (zeros.hasRemaining()) {
                var _ = channel.write(zeros);
            }
        }
        MemorySegment memory = map(file);
        return new SharedMemory(
                file,
                SharedQueue.create(memory.asSlice(0, HALF), SLOTS),
                SharedQueue.create(memory.asSlice(HALF), SLOTS));
    }

    /** Maps the file that another process has created. */
    static SharedMemory attach(Path file) throws IOException {
        MemorySegment memory = map(file);
        return new SharedMemory(file, jobs(memory), results(memory));
    }

    /** The first queue in mapped memory. */
    static SharedQueue jobs(MemorySegment memory) {
        return SharedQueue.attach(memory.asSlice(0, HALF), SLOTS);
    }

    /** The second queue in mapped memory. */
    static SharedQueue results(MemorySegment memory) {
        return SharedQueue.attach(memory.asSlice(HALF), SLOTS);
    }

    /** The directory of the files. */
    static Path directory() {
        return Files.isDirectory(IN_MEMORY)
                ? IN_MEMORY
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static MemorySegment map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            return channel.map(READ_WRITE, 0, BYTES, Arena.global());
        }
    }

    /** For a worker and the printer, which end with the process that started them. */
    static Job await(SharedQueue queue) {
        while (true) {
            Optional<Job> job = queue.take(PATIENCE);
            if (job.isPresent()) {
                return job.get();
            }
        }
    }

    /** Removes the file. A process that has mapped it keeps the memory until its end. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.err.println("cannot remove " + file + ": " + e.getMessage());
        }
    }
}
