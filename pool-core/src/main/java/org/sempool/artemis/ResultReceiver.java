package org.sempool.artemis;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.Lease;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives what hosts report about a coordinator's jobs, on a thread of its own. A report about a
 * job that has ended is dropped: after a loss, a job may have run twice.
 */
final class ResultReceiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResultReceiver.class);
    private static final long POLL_MILLIS = 500;

    /** More results stay at the broker. */
    private static final long MOST_READY_BYTES = 64L << 20;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);

    private final BrokerLink link;
    private final SentJobs jobs;
    private final String queue;
    private final @Nullable Batch batch;
    private final ConcurrentLinkedQueue<Lease> ready = new ConcurrentLinkedQueue<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("sempool-result-receiver").unstarted(this::run);

    /** Of payloads that were received and not freed. */
    private final AtomicLong readyBytes = new AtomicLong();

    private volatile @Nullable Thread taker;
    private volatile @Nullable BrokenTransportException broken;
    private volatile boolean closed;

    ResultReceiver(BrokerLink link, SentJobs jobs, String queue, @Nullable Batch batch) {
        this.link = link;
        this.jobs = jobs;
        this.queue = queue;
        this.batch = batch;
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            Connection current = link.await(POLL_NANOS);
            if (current != null) {
                receive(current);
            }
        }
    }

    private void receive(Connection current) {
        try {
            if (batch != null) {
                batch.lock(current);
            }
        } catch (JMSException | RuntimeException e) {
            link.lost(current, e);
            return;
        } catch (IOException e) {
            breakDown(e);
            return;
        } catch (InterruptedException e) {
            LOG.debug("nobody interrupts this thread", e);
            return;
        }
        try (Session session = current.createSession(false, Session.DUPS_OK_ACKNOWLEDGE);
                MessageConsumer in = session.createConsumer(session.createQueue(queue))) {
            while (!closed && current.equals(link.current())) {
                if (readyBytes.get() > MOST_READY_BYTES) {
                    // They are read one by one, or the pool is closed.
                    LockSupport.parkNanos(this, PAUSE_NANOS);
                    continue;
                }
                Message message = in.receive(POLL_MILLIS);
                if (message instanceof BytesMessage bytes) {
                    tryToAccept(bytes);
                }
            }
        } catch (JMSException | RuntimeException e) {
            if (!closed) {
                link.lost(current, e);
            }
        } catch (IOException e) {
            // A job would never end. In a new pool it runs again.
            breakDown(new IOException("a result cannot be received: " + e.getMessage(), e));
        }
    }

    private void breakDown(IOException why) {
        broken = new BrokenTransportException(String.valueOf(why.getMessage()), why);
        closed = true;
        wakeTaker();
    }

    private void tryToAccept(BytesMessage message) throws JMSException, IOException {
        try {
            accept(message);
        } catch (NumberFormatException | PayloadFormatException e) {
            LOG.error("a message is dropped that is no report: {}", message, e);
        }
    }

    private void accept(BytesMessage message) throws JMSException, IOException {
        Long jobId = find(message);
        if (jobId == null) {
            LOG.debug("a report about a job that has ended, or is not known yet");
            return;
        }
        int kind = message.getIntProperty(Names.KIND);
        if (kind == Names.FREED) {
            noteFailure();
            var _ = jobs.end(jobId);
            return;
        }
        MessageKind known;
        try {
            known = MessageKind.of(kind);
        } catch (PayloadFormatException e) {
            LOG.warn("a message of an unknown kind is dropped", e);
            return;
        }
        if (known == MessageKind.FAILURE || known == MessageKind.TIMEOUT) {
            noteFailure();
        }
        add(
                jobId,
                new Batch.Report(
                        known,
                        message.getIntProperty(Names.ATTEMPT),
                        message.getIntProperty(Names.FLAGS),
                        Payloads.get(message)));
    }

    /** The job of a report; null if it is over, or was kept for a job that may yet come. */
    private @Nullable Long find(BytesMessage message) throws JMSException, IOException {
        long wireId = message.getLongProperty(Names.JOB);
        Batch known = batch;
        if (known == null) {
            return jobs.idOf(wireId);
        }
        // A submitter adds its job and takes the report with the same lock.
        synchronized (known) {
            Long jobId = jobs.idOf(wireId);
            if (jobId == null) {
                known.keep(message);
            }
            return jobId;
        }
    }

    private void noteFailure() {
        if (batch != null) {
            batch.noteFailure();
        }
    }

    /** Passes on a report. For any thread. */
    void add(long jobId, Batch.Report report) {
        ready.add(
                new ResultLease(
                        jobId, report.kind(), report.attempt(), report.flags(), report.payload()));
        wakeTaker();
    }

    private void wakeTaker() {
        Thread waiting = taker;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Waits for a report, at most so long; for one thread at a time. */
    @Nullable Lease take(long nanos) {
        Lease first = ready.poll();
        if (first != null || nanos <= 0) {
            return first;
        }
        BrokenTransportException damage = broken;
        if (damage != null) {
            throw damage;
        }
        taker = Thread.currentThread();
        Lease late = ready.poll();
        if (late == null) {
            LockSupport.parkNanos(this, nanos);
            late = ready.poll();
        }
        return late;
    }

    @Override
    public void close() {
        closed = true;
        wakeTaker();
    }

    /** A report that is being read. */
    private final class ResultLease implements Lease {
        private final long jobId;
        private final MessageKind kind;
        private final int attempt;
        private final int flags;
        private final Payloads.Received received;
        private final PayloadReader reader = new PayloadReader();

        ResultLease(
                long jobId, MessageKind kind, int attempt, int flags, Payloads.Received received) {
            this.jobId = jobId;
            this.kind = kind;
            this.attempt = attempt;
            this.flags = flags;
            this.received = received;
            readyBytes.addAndGet(received.bytes().byteSize());
            reader.reset(received.bytes(), received.bytes().byteSize());
        }

        @Override
        public long jobId() {
            return jobId;
        }

        @Override
        public int attempt() {
            return attempt;
        }

        @Override
        public MessageKind kind() {
            return kind;
        }

        @Override
        public int flags() {
            return flags;
        }

        @Override
        public int sender() {
            // Workers of different hosts have the same numbers.
            return 0;
        }

        @Override
        public PayloadReader payload() {
            return reader;
        }

        @Override
        public void free() {
            if (kind == MessageKind.DEATH) {
                // The host says separately if it has not put the job back.
                jobs.setTaken(jobId);
            } else {
                var _ = jobs.end(jobId);
            }
            readyBytes.addAndGet(-received.bytes().byteSize());
            received.close();
        }

        @Override
        public void putBack(int nextAttempt) {
            throw new UnsupportedOperationException("a result cannot be put back");
        }
    }
}
