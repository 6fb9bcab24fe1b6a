package org.sempool.chronicle;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.MessageKind;

/**
 * What the sessions of a data directory have finished: a job that was done before gets the result
 * it had.
 *
 * <p>A job is known by its payload (by a digest of it), and not by its number, so that the jobs may
 * come in any order, and others with them. Each result is given once: of equal jobs, as many are
 * done again as were not done before.
 *
 * <p>Keeps some 100 bytes for each finished job in memory. Belongs to one thread at a time.
 */
final class History implements AutoCloseable {
    /** A finished job's result. */
    record Entry(ExcerptTailer log, long index) {}

    private record Key(long high, long low) {}

    private final MessageDigest digest = sha256();
    private final Map<Key, Deque<Entry>> entries = new HashMap<>();
    private final List<ChronicleQueue> logs = new ArrayList<>();

    /** Of sessions that nobody writes to any more. */
    static History of(List<Path> sessions) throws IOException {
        History history = new History();
        for (Path session : sessions) {
            history.add(session);
        }
        return history;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has it", e);
        }
    }

    private void add(Path session) throws IOException {
        Map<Long, Key> unfinished = readJobs(PoolFiles.jobs(session));
        for (Path results : PoolFiles.allResults(session)) {
            addResults(results, unfinished);
        }
    }

    private Map<Long, Key> readJobs(Path path) {
        Map<Long, Key> jobs = new HashMap<>();
        if (!Files.isDirectory(path)) {
            return jobs;
        }
        Message message = new Message();
        try (ChronicleQueue queue = Logs.open(path);
                ExcerptTailer tailer = Logs.tailer(queue)) {
            DocumentContext document = tailer.readingDocument();
            while (document.isPresent()) {
                Bytes<?> bytes = Message.bytes(document);
                long jobId = bytes.readSkip(2 * Integer.BYTES).readLong();
                message.open(document);
                jobs.put(jobId, key(message.payload().rest()));
                message.close();
                document = tailer.readingDocument();
            }
            document.close();
        }
        return jobs;
    }

    private void addResults(Path path, Map<Long, Key> unfinished) {
        ChronicleQueue queue = Logs.open(path);
        logs.add(queue);
        ExcerptTailer reader = Logs.tailer(queue);
        try (ExcerptTailer tailer = Logs.tailer(queue)) {
            DocumentContext document = tailer.readingDocument();
            while (document.isPresent()) {
                Bytes<?> bytes = Message.bytes(document);
                long jobId = bytes.readLong();
                MessageKind kind = MessageKind.of(bytes.readSkip(Integer.BYTES).readInt());
                // Only the first result of a job counts, as it did for its submitter.
                Key job = isResult(kind) ? unfinished.remove(jobId) : null;
                if (job != null) {
                    entries.computeIfAbsent(job, _ -> new ArrayDeque<>(1))
                            .add(new Entry(reader, document.index()));
                }
                document.close();
                document = tailer.readingDocument();
            }
            document.close();
        }
    }

    private static boolean isResult(MessageKind kind) {
        return kind == MessageKind.RESULT || kind == MessageKind.FAILURE;
    }

    private Key key(MemorySegment payload) {
        digest.update(payload.asByteBuffer());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new Key(hash.getLong(), hash.getLong());
    }

    /** The result that such a job had, if one is left; it is not given again. */
    @Nullable Entry take(MemorySegment payload) {
        if (entries.isEmpty()) {
            return null;
        }
        Key job = key(payload);
        Deque<Entry> known = entries.get(job);
        if (known == null) {
            return null;
        }
        Entry entry = known.removeFirst();
        if (known.isEmpty()) {
            entries.remove(job);
        }
        return entry;
    }

    @Override
    public void close() {
        logs.forEach(ChronicleQueue::close);
    }
}
