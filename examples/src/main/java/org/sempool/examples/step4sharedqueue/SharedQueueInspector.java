package org.sempool.examples.step4sharedqueue;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sempool.inspect.Inspector;
import org.sempool.inspect.Snapshot;

/**
 * Shows the queues of this step to {@code pool inspect}, through a read-only mapping. This memory
 * does not say who holds a slot, so the pictures do not, either.
 */
public final class SharedQueueInspector implements Inspector {
    private static final Pattern NAME = Pattern.compile("shared-queue-(\\d{1,10})-\\d+");

    /** Called by ServiceLoader. */
    public SharedQueueInspector() {}

    @Override
    public String subject() {
        return "queues of the homework's step 4";
    }

    @Override
    public List<Path> find() throws IOException {
        try (Stream<Path> files = Files.list(SharedMemory.directory())) {
            return files.filter(this::knows).sorted().toList();
        }
    }

    @Override
    public boolean knows(Path path) {
        return path.getFileName() != null
                && NAME.matcher(path.getFileName().toString()).matches()
                && Files.isRegularFile(path, NOFOLLOW_LINKS)
                && isOurs(path);
    }

    private static boolean isOurs(Path path) {
        try {
            UserPrincipal self = Files.getOwner(Path.of("/proc/self"));
            return Files.getOwner(path, NOFOLLOW_LINKS).equals(self);
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public Snapshot look(Path path) throws IOException {
        Matcher name = NAME.matcher(path.getFileName().toString());
        if (!name.matches() || !knows(path)) {
            throw new FileSystemException(
                    path.toString(), null, "is gone, or is not a shared queue of this user");
        }
        long owner = Long.parseLong(name.group(1));
        try (FileChannel channel = FileChannel.open(path, READ, NOFOLLOW_LINKS);
                Arena arena = Arena.ofConfined()) {
            if (channel.size() != SharedMemory.BYTES) {
                throw new FileSystemException(
                        path.toString(), null, "is not complete: bytes=" + channel.size());
            }
            MemorySegment memory = channel.map(READ_ONLY, 0, SharedMemory.BYTES, arena);
            return new Snapshot(
                    path,
                    owner,
                    // It cannot be told from a later process with the same id.
                    ProcessHandle.of(owner).isPresent(),
                    List.of(
                            SharedMemory.jobs(memory).look("jobs"),
                            SharedMemory.results(memory).look("results")),
                    List.of());
        }
    }
}
