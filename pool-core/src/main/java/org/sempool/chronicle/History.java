package org.sempool.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.MessageKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sessions of a data directory have finished: a job that succeeded before gets the result
 * it had. One that failed, in whichever way, has none.
 *
 * <p>Each result is given once: of equal jobs, as many are done again as were not done before. What
 * cannot be read was not done.
 *
 * <p>Belongs to one thread at a time, but for its entries, which may be read by any.
 */
final class History implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(History.class);
    private static final int FILE_SHIFT = 40;
    private static final long OFFSET = (1L << FILE_SHIFT) - 1;
    private static final int MOST_FILES = 1 << (Long.SIZE - FILE_SHIFT - 1);

    private final DoneJobs done = new DoneJobs();
    private final List<LogFile> logs = new ArrayList<>();
    private final ResultFiles files = new ResultFiles();

    private record LogFile(Path path, long session) {}

    /** A finished job's result. */
    record Entry(ResultFiles files, Path path, long session, long offset) {
        /** Copies it; null if it is not as it was when it was found. */
        @Nullable RecordHeader read(Message message) {
            return files.read(path, session, offset, message);
        }
    }

    /** Of sessions that nobody writes to any more. */
    static History of(List<Path> sessions) {
        History history = new History();
        sessions.forEach(history::add);
        history.done.complete();
        return history;
    }

    private void add(Path session) {
        long number = RecordHeader.session(session);
        // Only the first result of a job counts, as it did for its submitter.
        JobIds seen = new JobIds();
        for (Path file : logFiles(session)) {
            int index = logs.size();
            if (index == MOST_FILES) {
                LOG.warn("{} has too many files; what is in the others runs again", session);
                return;
            }
            logs.add(new LogFile(file, number));
            try {
                RecordScanner.scan(
                        file,
                        number,
                        0,
                        (offset, header) -> {
                            if (header.kind() == MessageKind.RESULT.code()
                                    && !header.key().equals(JobKey.NONE)
                                    && seen.add(header.jobId())) {
                                done.add(header.key(), (long) index << FILE_SHIFT | offset);
                            }
                        });
            } catch (IOException e) {
                warn("read", file, e);
            }
        }
    }

    /** What can be listed; in the order of their names. */
    private static List<Path> logFiles(Path session) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> children = Files.list(session)) {
            for (Path results : children.filter(PoolFiles::isResults).sorted().toList()) {
                addFiles(results, found);
            }
        } catch (IOException | UncheckedIOException e) {
            warn("list", session, e);
        }
        return found;
    }

    private static void addFiles(Path results, List<Path> found) {
        try {
            found.addAll(Logs.files(results));
        } catch (IOException e) {
            warn("list", results, e);
        }
    }

    private static void warn(String verb, Path path, Exception e) {
        LOG.warn("cannot {} {}; what was done there runs again", verb, path, e);
    }

    /** Which jobs of a session have been seen. Ids are given one after the other. */
    private static final class JobIds {
        private static final int PART_SHIFT = 16;

        private final Map<Long, BitSet> parts = new HashMap<>();

        /** Whether it is new. */
        boolean add(long jobId) {
            BitSet part = parts.computeIfAbsent(jobId >> PART_SHIFT, _ -> new BitSet());
            int bit = (int) jobId & (1 << PART_SHIFT) - 1;
            boolean isNew = !part.get(bit);
            part.set(bit);
            return isNew;
        }
    }

    /** How many results there are, taken or not. */
    int size() {
        return done.size();
    }

    /** The result that such a job had, if one is left; it is not given again. */
    @Nullable Entry take(JobKey key) {
        long location = done.take(key);
        if (location < 0) {
            return null;
        }
        LogFile log = logs.get((int) (location >> FILE_SHIFT));
        return new Entry(files, log.path, log.session, location & OFFSET);
    }

    @Override
    public void close() {
        files.close();
    }
}
