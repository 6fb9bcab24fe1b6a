package org.sempool.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The unread results of a dead process, at most as many as the pool has places. They are found by
 * their checksums and without Chronicle, because the process may have been killed at any
 * instruction in Chronicle. Not thread-safe.
 */
final class EndedLog implements AutoCloseable {
    private record Unread(Path file, long offset, long jobId) {}

    private final Path path;
    private final long session;
    private final ResultFiles files = new ResultFiles();
    private final Deque<Unread> unread = new ArrayDeque<>();

    private EndedLog(Path path, long session) {
        this.path = path;
        this.session = session;
    }

    /** Finds the messages after the last one that was read. */
    static EndedLog of(LiveLog live, long session) throws IOException {
        EndedLog log = new EndedLog(live.path(), session);
        if (Files.isDirectory(live.path())) {
            log.find(live.file(), live.end());
        }
        return log;
    }

    private void find(@Nullable Path begun, long end) throws IOException {
        for (Path file : Logs.files(path)) {
            int order = begun == null ? 1 : file.compareTo(begun);
            if (order >= 0) {
                RecordScanner.scan(
                        file,
                        session,
                        order == 0 ? end : 0,
                        (offset, header) -> unread.add(new Unread(file, offset, header.jobId())));
            }
        }
    }

    Path path() {
        return path;
    }

    int size() {
        return unread.size();
    }

    void addJobs(Set<Long> jobIds) {
        unread.forEach(result -> jobIds.add(result.jobId));
    }

    /** Copies the next message; null if it has changed since it was found. */
    @Nullable RecordHeader next(Message message) {
        Unread next = unread.remove();
        return files.read(next.file, session, next.offset, message);
    }

    @Override
    public void close() {
        files.close();
    }
}
