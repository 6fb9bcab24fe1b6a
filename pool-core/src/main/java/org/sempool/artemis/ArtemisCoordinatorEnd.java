package org.sempool.artemis;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.HostNews;
import org.sempool.spi.HostedEnd;
import org.sempool.spi.JobDraft;
import org.sempool.spi.JobKey;
import org.sempool.spi.Lease;
import org.sempool.wire.JobHeader;
import org.sempool.wire.PayloadWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The coordinator's end: sends jobs, receives results, tells hosts what is to be cancelled. */
final class ArtemisCoordinatorEnd implements HostedEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ArtemisCoordinatorEnd.class);
    private static final long SENDING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long END_MILLIS = 2_000;

    private final BrokerOptions options;
    private final String origin;
    private final BrokerLink link;
    private final SentJobs jobs;
    private final JobSender sender;
    private final ResultReceiver receiver;
    private final OrderSender orders;
    private final @Nullable Batch batch;
    private final AtomicLong restored = new AtomicLong();

    ArtemisCoordinatorEnd(
            BrokerOptions options, Fit fit, String origin, @Nullable Batch batch, int slots) {
        this.options = options;
        this.origin = origin;
        this.batch = batch;
        this.link = new BrokerLink(BrokerFactory.forCoordinator(options), options, "coordinator");
        this.jobs = new SentJobs(slots);
        String pool = options.pool();
        this.sender = new JobSender(link, jobs, Names.jobs(pool), origin, fit.token(), batch);
        this.receiver = new ResultReceiver(link, jobs, Names.results(pool, origin), batch);
        this.orders = new OrderSender(link, pool, origin, fit);
    }

    /** The connection, which is started before {@link #begin}. */
    BrokerLink link() {
        return link;
    }

    /**
     * Makes the queue of the results, continues the batch if there is one, and starts.
     *
     * @throws IOException if another coordinator has the batch, or it cannot be read
     */
    void begin() throws IOException, InterruptedException {
        Connection current = link.await(SENDING_NANOS);
        if (current == null) {
            throw new IOException("the connection to the broker is lost: " + link.why());
        }
        Batch known = batch;
        try (Management management = new Management(current)) {
            if (known == null) {
                management.createQueue(
                        Names.results(options.pool(), origin), Names.GOES_WITH_ITS_READER);
            } else {
                known.createLock(management);
                known.lock(current);
                // After that: one that has just finished the batch takes its queues with it.
                known.create(management);
                known.load(current);
            }
        } catch (JMSException e) {
            throw new IOException("the broker makes no queue for results: " + e.getMessage(), e);
        }
        receiver.start();
        sender.start();
        orders.start();
    }

    @Override
    public String address() {
        return options.display();
    }

    @Override
    public @Nullable JobDraft draftJob(long waitNanos) {
        return jobs.reserve(waitNanos) ? new ArtemisDraft() : null;
    }

    @Override
    public boolean withdraw(long ticket) {
        return withdraw(ticket, "");
    }

    @Override
    public boolean withdrawUntaken(long ticket) {
        return !jobs.wasTaken(ticket) && withdraw(ticket, " AND " + Names.ATTEMPT + " = 1");
    }

    private boolean withdraw(long jobId, String also) {
        if (jobs.removeWaiting(jobId)) {
            return true;
        }
        Connection current = link.current();
        if (current == null || jobs.awaitSent(jobId, SENDING_NANOS) != SentJob.State.SENT) {
            return false;
        }
        boolean interrupted = Thread.interrupted();
        try (Session session = current.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            Queue queue = session.createQueue(Names.jobs(options.pool()));
            String selector =
                    Names.ORIGIN
                            + " = '"
                            + origin
                            + "' AND "
                            + Names.JOB
                            + " = "
                            + jobs.wireIdOf(jobId)
                            + also;
            try (MessageConsumer consumer = session.createConsumer(queue, selector)) {
                return consumer.receiveNoWait() != null && jobs.end(jobId);
            }
        } catch (JMSException | RuntimeException e) {
            LOG.debug("job {} was not withdrawn", jobId, e);
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean has(long ticket) {
        return jobs.has(ticket);
    }

    @Override
    public long restored() {
        return restored.get();
    }

    @Override
    public @Nullable Lease takeResult(long waitNanos) {
        return receiver.take(waitNanos);
    }

    @Override
    public void orderCancel(long jobId) {
        orders.cancel(jobs.wireIdOf(jobId));
    }

    @Override
    public List<HostNews> hosts() {
        return orders.hosts();
    }

    @Override
    public void check() {
        sender.check();
        orders.check();
    }

    @Override
    public void close() {
        sender.close();
        boolean done = batch != null && jobs.isEmpty() && batch.hasSucceeded();
        jobs.close();
        receiver.close();
        orders.close();
        sender.awaitEnd(END_MILLIS);
        if (batch != null) {
            closeBatch(batch, done);
        }
        link.close();
    }

    private void closeBatch(Batch known, boolean done) {
        Connection current = link.current();
        if (done && current != null) {
            try (Management management = new Management(current)) {
                for (String queue : known.queues()) {
                    management.destroyQueue(queue);
                }
            } catch (JMSException | RuntimeException e) {
                LOG.warn("the record of the batch stays on the broker", e);
            }
        }
        // The next one may make the queues anew as soon as it has the lock.
        known.close();
    }

    /** A job being written. */
    private final class ArtemisDraft implements JobDraft {
        private final PayloadBuffer buffer = new PayloadBuffer();
        private long jobId;
        private int attempt = 1;
        private int flags;

        @Override
        public void setJobId(long id) {
            jobId = id;
        }

        @Override
        public void setAttempt(int number) {
            attempt = number;
        }

        @Override
        public void setFlags(int some) {
            flags = some;
        }

        @Override
        public long ticket() {
            return jobId;
        }

        @Override
        public PayloadWriter payload() {
            return buffer.writer();
        }

        @Override
        public void publish() {
            MemorySegment bytes = buffer.complete();
            Batch known = batch;
            if (known == null) {
                jobs.add(new SentJob(jobId, jobId, JobKey.NONE, attempt, flags, buffer, bytes));
                return;
            }
            JobKey key = JobKey.of(JobHeader.skip(bytes, flags));
            // Another attempt has to run.
            long earlier = attempt == 1 ? known.adopt(key) : 0;
            if (earlier == 0) {
                jobs.add(new SentJob(jobId, known.newId(), key, attempt, flags, buffer, bytes));
                return;
            }
            Batch.Report report;
            // The receiver looks for the job and keeps the report with the same lock.
            synchronized (known) {
                jobs.addSent(new SentJob(jobId, earlier, key, attempt, flags, buffer, bytes));
                report = known.take(earlier);
            }
            if (report != null) {
                receiver.add(jobId, report);
                restored.incrementAndGet();
            }
        }

        @Override
        public void abandon() {
            buffer.close();
            jobs.unreserve();
        }
    }
}
