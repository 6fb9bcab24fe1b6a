package org.sempool.chronicle;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.PrivateDirectory;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.Lease;
import org.sempool.spi.Step;
import org.sempool.wire.MessageKind;

/**
 * All that one worker number has to say: a queue for each of its lives, read one after the other.
 *
 * <p>Thread-safe; hands out one message at a time.
 */
final class ResultLogs implements AutoCloseable {
    private final Storage storage;
    private final ClaimTable claims;
    private final long session;
    private final int worker;
    private final Deque<Life> lives = new ArrayDeque<>();
    private final ResultLease lease;
    private @Nullable BrokenTransportException damage;
    private boolean closed;

    ResultLogs(Storage storage, ClaimTable claims, int worker) {
        this.storage = storage;
        this.claims = claims;
        this.session = RecordHeader.session(storage.path());
        this.worker = worker;
        this.lease = new ResultLease();
        lives.add(new Life(claims.life(worker)));
    }

    /**
     * The next message, or null if there is none, or the last one is not freed yet.
     *
     * @throws BrokenTransportException if one is damaged, now and from now on: whose job it is
     *     about cannot be told, and nobody else would end that job
     */
    synchronized @Nullable Lease take() {
        if (damage != null) {
            throw damage;
        }
        while (!closed && !lease.isOut()) {
            Life life = lives.getFirst();
            if (claims.published(worker) == claims.taken(worker)) {
                // Asked of a word in memory, which is cheaper than of the queue.
                forgetEndedLives();
                return null;
            }
            Lease next = next(life);
            if (next != null) {
                return next;
            }
            if (lives.size() == 1) {
                return null;
            }
            forget(lives.removeFirst());
        }
        return null;
    }

    private @Nullable Lease next(Life life) {
        try (DocumentContext document = life.read()) {
            return document == null ? null : lease.begin(document);
        } catch (BrokenTransportException e) {
            damage = e;
            throw e;
        }
    }

    private void forgetEndedLives() {
        while (lives.size() > 1) {
            forget(lives.removeFirst());
        }
    }

    private void forget(Life life) {
        life.close();
        if (!storage.isKept()) {
            PrivateDirectory.delete(life.path);
        }
    }

    /**
     * The worker is dead: its next process begins another queue. May be called again for the same
     * death.
     *
     * @return the jobs of which there is a result that was not delivered and freed
     */
    synchronized Set<Long> endLife() {
        Set<Long> jobIds = new HashSet<>();
        int messages = 0;
        for (Life life : lives) {
            messages += life.addUnread(jobIds);
        }
        // It may have been killed between the message and the count.
        claims.setPublished(worker, claims.taken(worker) + messages);
        claims.beginNextLife(worker);
        lives.addLast(new Life(claims.life(worker)));
        return jobIds;
    }

    @Override
    public synchronized void close() {
        closed = true;
        lives.forEach(Life::close);
    }

    /** The queue of one process. */
    private final class Life {
        private final Path path;
        private @Nullable ChronicleQueue queue;
        private @Nullable ExcerptTailer tailer;
        private @Nullable File file;
        private int cycle = Integer.MIN_VALUE;

        Life(int number) {
            this.path = PoolFiles.results(storage.path(), worker, number);
        }

        private @Nullable ExcerptTailer tailer() {
            if (tailer == null && Files.isDirectory(path)) {
                queue = Logs.open(path);
                tailer = Logs.tailer(queue);
            }
            return tailer;
        }

        @Nullable DocumentContext read() {
            ExcerptTailer from = tailer();
            if (from == null) {
                return null;
            }
            DocumentContext document = present(from.readingDocument());
            if (document != null && from.cycle() != cycle) {
                cycle = from.cycle();
                removeFileBefore(from.currentFile());
            }
            return document;
        }

        /** Nobody else reads it, and its writer has gone on to the next. */
        private void removeFileBefore(@Nullable File now) {
            File before = file;
            file = now;
            if (before != null && !storage.isKept()) {
                Logs.remove(before);
            }
        }

        private static @Nullable DocumentContext present(DocumentContext document) {
            if (document.isPresent()) {
                return document;
            }
            document.close();
            return null;
        }

        /** Which jobs the messages are about that nobody has freed yet, and how many there are. */
        int addUnread(Set<Long> jobIds) {
            ExcerptTailer taker = tailer();
            ChronicleQueue from = queue;
            if (taker == null || from == null) {
                return 0;
            }
            int messages = 0;
            long first = taker.index();
            try (ExcerptTailer ahead = Logs.tailer(from)) {
                if (first != 0 && !ahead.moveToIndex(first)) {
                    // It stands at the end, be it of a file that others follow.
                    var _ = ahead.toStart();
                }
                while (addNext(ahead, first, jobIds)) {
                    messages++;
                }
            }
            Step.LOOK_FOR_RESULT.reached();
            return messages;
        }

        /** Reads the next message; false if there is none. */
        private boolean addNext(ExcerptTailer ahead, long first, Set<Long> jobIds) {
            while (true) {
                try (DocumentContext document = ahead.readingDocument()) {
                    if (!document.isPresent()) {
                        return false;
                    }
                    if (document.index() < first) {
                        continue;
                    }
                    RecordHeader header = Message.header(document, session);
                    // Whoever takes a damaged one says so.
                    if (header != null) {
                        jobIds.add(header.jobId());
                    }
                    return true;
                }
            }
        }

        void close() {
            if (queue != null) {
                queue.close();
            }
        }
    }

    /** The message at hand. */
    private final class ResultLease extends MessageLease {
        private boolean out;

        ResultLease() {
            super(worker, new Message());
        }

        boolean isOut() {
            return out;
        }

        ResultLease begin(DocumentContext document) {
            RecordHeader header = message().copy(document, session);
            begin(MessageKind.of(header.kind()), header.jobId(), header.attempt());
            out = true;
            return this;
        }

        @Override
        public void free() {
            synchronized (ResultLogs.this) {
                close();
                out = false;
                claims.setTaken(worker, claims.taken(worker) + 1);
            }
        }
    }
}
