package org.sempool.artemis;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.TimeUnit;
import org.sempool.spi.HostEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host's talk with the coordinators besides jobs: receives their orders, and says what the host
 * is. Nothing of it is durable.
 */
final class OrderReceiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderReceiver.class);
    private static final long NEWS_MILLIS = 1_000;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long END_MILLIS = 1_000;

    private final BrokerLink link;
    private final String pool;
    private final String host;
    private final Fit fit;
    private final Origins origins;
    private final HostTally tally;
    private final HostEnd.CancelOrders cancels;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("sempool-news").unstarted(this::run);
    private volatile int workers;
    private volatile int running;
    private volatile boolean closed;

    /** The coordinator whose misfit was told last. For the thread of the orders. */
    private String told = "";

    OrderReceiver(
            BrokerLink link,
            String pool,
            String host,
            Fit fit,
            Origins origins,
            HostTally tally,
            HostEnd.CancelOrders cancels) {
        this.link = link;
        this.pool = pool;
        this.host = host;
        this.fit = fit;
        this.origins = origins;
        this.tally = tally;
        this.cancels = cancels;
    }

    void start() {
        thread.start();
    }

    void tell(int someWorkers, int someRunning) {
        workers = someWorkers;
        running = someRunning;
    }

    private void run() {
        while (!closed) {
            Connection current = link.await(POLL_NANOS);
            if (current != null) {
                talk(current);
            }
        }
    }

    private void talk(Connection current) {
        try (Session out = current.createSession(false, Session.AUTO_ACKNOWLEDGE);
                Session in = current.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer orders = in.createConsumer(in.createTopic(Names.orders(pool)));
                MessageProducer producer = out.createProducer(out.createTopic(Names.news(pool)))) {
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            origins.connected();
            while (!closed && current.equals(link.current())) {
                send(out, producer);
                origins.gone().forEach(cancels::cancelAll);
                obeyFor(NEWS_MILLIS, orders);
            }
        } catch (JMSException | RuntimeException e) {
            if (!closed) {
                link.lost(current, e);
            }
        }
    }

    /** Obeys orders until news are due, or a coordinator is new that knows of no host. */
    private void obeyFor(long millis, MessageConsumer orders) throws JMSException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (left > 0 && !closed) {
            Message order = orders.receive(left);
            if (order != null && obey(order)) {
                return;
            }
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
    }

    /** Returns whether the sender is new. */
    private boolean obey(Message order) throws JMSException {
        String origin = order.getStringProperty(Names.ORIGIN);
        switch (order.getIntProperty(Names.KIND)) {
            case Names.CANCEL -> cancels.cancel(origin, order.getLongProperty(Names.JOB));
            case Names.ENDED -> {
                origins.ended(origin);
                if (origins.isGone(origin)) {
                    cancels.cancelAll(origin);
                }
            }
            case Names.ALIVE -> {
                boolean isNew = origins.heard(origin);
                if (isNew) {
                    compare(origin, order.getStringProperty(Names.FIT));
                }
                return isNew;
            }
            default -> LOG.debug("an order of an unknown kind is ignored");
        }
        return false;
    }

    private void compare(String origin, String others) {
        if (!fit.token().equals(others) && !told.equals(others)) {
            told = others;
            LOG.warn(
                    "coordinator {} has jobs for another version of the handler or of Sempool: it"
                            + " has {}, this host has {}; its jobs are left to other hosts",
                    origin,
                    others,
                    fit.token());
        }
    }

    private void send(Session out, MessageProducer producer) throws JMSException {
        Message message = out.createMessage();
        message.setStringProperty(Names.HOST, host);
        message.setStringProperty(Names.POOL, pool);
        message.setLongProperty(Names.DONE, tally.done());
        message.setLongProperty(Names.REDELIVERED, tally.redelivered());
        message.setIntProperty(Names.WORKERS, workers);
        message.setIntProperty(Names.RUNNING, running);
        message.setStringProperty(Names.HANDLER, fit.handler());
        message.setStringProperty(Names.VERSION, fit.version());
        message.setIntProperty(Names.PROTOCOL_OF_HOST, fit.protocol());
        producer.send(message);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
