package org.sempool.artemis;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.HostNews;
import org.sempool.spi.HostedEnd;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
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

    ArtemisCoordinatorEnd(BrokerOptions options, Fit fit, String origin, int slots) {
        this.options = options;
        this.origin = origin;
        this.link =
                new BrokerLink(
                        BrokerFactory.forCoordinator(options), options.display(), "coordinator");
        this.jobs = new SentJobs(slots);
        String pool = options.pool();
        this.sender = new JobSender(link, jobs, Names.jobs(pool), origin, fit.token());
        this.receiver = new ResultReceiver(link, jobs, Names.newResults(pool, origin));
        this.orders = new OrderSender(link, pool, origin, fit);
    }

    /** The connection, which is started by {@link #start}. */
    BrokerLink link() {
        return link;
    }

    void start() {
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
                    Names.ORIGIN + " = '" + origin + "' AND " + Names.JOB + " = " + jobId + also;
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
    public @Nullable Lease takeResult(long waitNanos) {
        return receiver.take(waitNanos);
    }

    @Override
    public void orderCancel(long jobId) {
        orders.cancel(jobId);
    }

    @Override
    public List<HostNews> hosts() {
        return orders.hosts();
    }

    @Override
    public void close() {
        sender.close();
        jobs.close();
        receiver.close();
        orders.close();
        sender.awaitEnd(END_MILLIS);
        link.close();
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
            jobs.add(new SentJob(jobId, attempt, flags, buffer));
        }

        @Override
        public void abandon() {
            buffer.close();
            jobs.unreserve();
        }
    }
}
