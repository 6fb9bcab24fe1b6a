package org.sempool.artemis;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.JobKey;
import org.sempool.wire.MessageKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch that another coordinator can continue if this one is killed. The broker keeps two queues
 * for it, which reading does not empty:
 *
 * <pre>
 *   ...sent       the id and the key of each job that was sent, in the transaction that sent it
 *   ...results.*  what the hosts have reported
 * </pre>
 *
 * <p>A job that was sent before, by its {@linkplain JobKey key}, is not sent again: its report is
 * there, or will come. A job that has failed is, under another id. A third queue has one consumer
 * at most, which is the lock of the batch.
 *
 * <p>Thread-safe.
 */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);
    private static final int ENTRY_BYTES = 3 * Long.BYTES;
    private static final String FOR_ONE = "?max-consumers=1";
    private static final long LOCK_PATIENCE_MILLIS = 15_000;
    private static final long LOCK_PAUSE_MILLIS = 100;

    private static final Deque<Long> NONE = new ArrayDeque<>();

    private final String pool;
    private final String origin;
    private final String display;

    // Guarded by this.
    private final Map<JobKey, Deque<Long>> sent = new HashMap<>();
    private final Map<Long, Report> reports = new HashMap<>();
    private final Set<Long> failed = new HashSet<>();
    private long lastId;
    private long firstOwnId;
    private boolean anyFailed;
    private @Nullable Session lock;
    private volatile @Nullable Connection lockedBy;

    /** What a host has reported about a job that nobody has asked for yet. */
    record Report(MessageKind kind, int attempt, int flags, Payloads.Received payload) {}

    Batch(String pool, String origin, String display) {
        this.pool = pool;
        this.origin = origin;
        this.display = display;
    }

    /** Where the notes go. */
    String notes() {
        return Names.batch(pool, origin, "sent");
    }

    private String lockQueue() {
        return Names.batch(pool, origin, "lock");
    }

    private String results() {
        return Names.results(pool, origin);
    }

    /** Makes the queue whose consumer has the lock, unless it is there. */
    void createLock(Management management) throws JMSException {
        management.createQueue(lockQueue(), Names.FOR_ONE);
    }

    /** Makes the queues that are missing. Needs the lock. */
    void create(Management management) throws JMSException {
        management.createQueue(notes(), Names.STAYS_AND_KEEPS);
        management.createQueue(results(), Names.STAYS_AND_KEEPS);
    }

    /**
     * Locks the batch, for as long as the connection lives, unless it has done so.
     *
     * @throws IOException if another coordinator has it
     */
    void lock(Connection connection) throws JMSException, IOException, InterruptedException {
        if (connection.equals(lockedBy)) {
            return;
        }
        long end = System.nanoTime() + LOCK_PATIENCE_MILLIS * 1_000_000;
        while (true) {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            try {
                // If the last holder has taken the queue with it, this makes another.
                var _ = session.createConsumer(session.createQueue(lockQueue() + FOR_ONE));
                synchronized (this) {
                    lock = session;
                    lockedBy = connection;
                }
                return;
            } catch (JMSException e) {
                session.close();
                // The broker may not have noticed yet that the last one has lost its connection.
                if (System.nanoTime() - end >= 0) {
                    throw new IOException(
                            display + " is being run by another coordinator; wait, or stop it", e);
                }
                LOG.debug("the batch is locked", e);
                Thread.sleep(LOCK_PAUSE_MILLIS);
            }
        }
    }

    /** Reads what earlier coordinators have done. */
    void load(Connection connection) throws JMSException, IOException {
        try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            for (Message each : browse(session, notes())) {
                readSent((BytesMessage) each);
            }
            for (Message each : browse(session, results())) {
                keep((BytesMessage) each);
            }
        }
        synchronized (this) {
            firstOwnId = lastId + 1;
        }
        LOG.debug("{} jobs of this batch were sent before", sent.size());
    }

    private static List<Message> browse(Session session, String name) throws JMSException {
        try (QueueBrowser browser = session.createBrowser(session.createQueue(name))) {
            @SuppressWarnings("unchecked") // so it is specified
            var messages = (java.util.Enumeration<Message>) browser.getEnumeration();
            return Collections.list(messages);
        }
    }

    private void readSent(BytesMessage message) throws JMSException {
        byte[] bytes = new byte[(int) message.getBodyLength()];
        message.readBytes(bytes);
        ByteBuffer entries = ByteBuffer.wrap(bytes);
        synchronized (this) {
            while (entries.remaining() >= ENTRY_BYTES) {
                long id = entries.getLong();
                JobKey key = new JobKey(entries.getLong(), entries.getLong());
                sent.computeIfAbsent(key, _ -> new ArrayDeque<>()).add(id);
                lastId = Math.max(lastId, id);
            }
        }
    }

    /** The note about jobs that are sent in the same transaction. */
    static byte[] note(List<SentJob> jobs) {
        ByteBuffer entries = ByteBuffer.allocate(jobs.size() * ENTRY_BYTES);
        for (SentJob job : jobs) {
            entries.putLong(job.wireId()).putLong(job.key().high()).putLong(job.key().low());
        }
        return entries.array();
    }

    /** The next id for a job that is sent. */
    synchronized long newId() {
        return ++lastId;
    }

    /** The id of a job that was sent by an earlier coordinator, and has not failed; or 0. */
    synchronized long adopt(JobKey key) {
        Deque<Long> ids = sent.getOrDefault(key, NONE);
        Long id = ids.pollFirst();
        while (id != null && failed.contains(id)) {
            id = ids.pollFirst();
        }
        return id == null ? 0 : id;
    }

    /** The report about a job of an earlier coordinator, if it is there. */
    synchronized @Nullable Report take(long id) {
        return reports.remove(id);
    }

    /** Keeps a report about a job of an earlier coordinator that this one may still ask for. */
    void keep(BytesMessage message) throws JMSException, IOException {
        long id = message.getLongProperty(Names.JOB);
        int kind = message.getIntProperty(Names.KIND);
        synchronized (this) {
            boolean isOwn = firstOwnId != 0 && id >= firstOwnId;
            if (isOwn || failed.contains(id) || reports.containsKey(id)) {
                return;
            }
        }
        if (kind == MessageKind.RESULT.code()) {
            Report report =
                    new Report(
                            MessageKind.RESULT,
                            message.getIntProperty(Names.ATTEMPT),
                            message.getIntProperty(Names.FLAGS),
                            Payloads.get(message));
            synchronized (this) {
                reports.put(id, report);
            }
        } else if (kind != MessageKind.DEATH.code()) {
            synchronized (this) {
                failed.add(id);
            }
        }
    }

    /** A job has failed: the batch is kept, for another run of it. */
    synchronized void noteFailure() {
        anyFailed = true;
    }

    /** Whether all jobs have succeeded that this coordinator has submitted. */
    synchronized boolean hasSucceeded() {
        return !anyFailed;
    }

    /** The queues that are not needed any more when the batch is done. */
    List<String> queues() {
        return List.of(notes(), results());
    }

    /** Unlocks the batch. */
    void close() {
        Session held;
        synchronized (this) {
            held = lock;
            lock = null;
            reports.values().forEach(report -> report.payload().close());
            reports.clear();
        }
        if (held != null) {
            try {
                held.close();
            } catch (JMSException | RuntimeException e) {
                LOG.debug("the lock went with its connection", e);
            }
        }
    }
}
