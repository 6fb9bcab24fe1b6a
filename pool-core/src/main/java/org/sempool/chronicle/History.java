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
import org.sempool.spi.JobKey;
import org.sempool.wire.MessageKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that earlier sessions of a data directory have finished: a job that succeeded before
 * gets the same result. A job that failed, in whatever way, has none.
 *
 * <p>Each result is used once: of equal jobs, those beyond the number of earlier results run again.
 * A result that cannot be read does not count.
 *
 * <p>Belongs to one thread at a time, except its entries, which any thread may read.
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
        /** Copies the result; null if it has changed since it was found. */
        @Nullable RecordHeader read(Message message) {
            return files.read(path, session, offset, message);
        }
    }

    /** Reads sessions that have ended. */
    static History of(List<Path> sessions) {
        History history = new History();
        sessions.forEach(history::add);
        history.done.complete();
        return history;
    }

    private void add(Path session) {
        long number = RecordHeader.session(session);
        // Only the first result of a job counts, because its submitter got that one.
        JobIds seen = new JobIds();
        for (Path file : logFiles(session)) {
            int index = logs.size();
            if (index == MOST_FILES) {
                LOG.warn("{} has too many files; the jobs in the others run again", session);
                return;
            }
            logs.add(new LogFile(file, number));
            try {
                RecordScanner.scan(
                        file,
                        number,
                        0,
                        (offset, header) -> {
                            if (header.isOf(MessageKind.RESULT)
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

    /** All files that can be listed, in the order of their names. */
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
        LOG.warn("cannot {} {}; the jobs that were done there run again", verb, path, e);
    }

    /** The jobs of a session that have been seen. Ids are consecutive. */
    private static final class JobIds {
        private static final int PART_SHIFT = 16;

        private final Map<Long, BitSet> parts = new HashMap<>();

        /** Returns whether it is new. */
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

    /** Takes a result of such a job, if one is left; each is given only once. */
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
