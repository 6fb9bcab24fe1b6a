package org.sempool.artemis;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.HostNews;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A coordinator's talk with the hosts besides jobs: sends orders, says that it is there, and
 * listens to what hosts say of themselves. Nothing of it is durable: a side that needs it says it
 * again.
 */
final class OrderSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderSender.class);
    private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LAST_WORD_MILLIS = 1_000;
    private static final int MOST_WAITING = 100_000;

    private record Heard(HostNews news, long nanos) {}

    private record Order(int kind, long jobId) {}

    private final BrokerLink link;
    private final String pool;
    private final String origin;
    private final Fit fit;
    private final BlockingQueue<Order> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Map<String, Heard> hosts = new ConcurrentHashMap<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("sempool-orders").unstarted(this::run);
    private final Absence absence = new Absence();
    private volatile boolean closed;
    private volatile @Nullable BrokenTransportException broken;
    private long aliveNanos;

    OrderSender(BrokerLink link, String pool, String origin, Fit fit) {
        this.link = link;
        this.pool = pool;
        this.origin = origin;
        this.fit = fit;
    }

    void start() {
        thread.start();
    }

    /** Orders to stop a job. If there is no connection, the order is lost. */
    void cancel(long jobId) {
        if (!waiting.offer(new Order(Names.CANCEL, jobId))) {
            LOG.debug("too many orders; the one for job {} will be repeated", jobId);
        }
    }

    /** The hosts that were heard of lately. */
    List<HostNews> hosts() {
        long since = System.nanoTime() - FORGET_NANOS;
        hosts.values().removeIf(heard -> heard.nanos - since < 0);
        return hosts.values().stream().map(Heard::news).toList();
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
                MessageConsumer news = in.createConsumer(in.createTopic(Names.news(pool)));
                MessageProducer producer =
                        out.createProducer(out.createTopic(Names.orders(pool)))) {
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            news.setMessageListener(this::hear);
            aliveNanos = System.nanoTime() - ALIVE_NANOS;
            if (!Names.isBatch(origin)) {
                absence.check(current);
            }
            while (current.equals(link.current())) {
                Order order = nextOrder();
                if (order != null) {
                    send(order, out, producer);
                }
                if (closed) {
                    send(new Order(Names.ENDED, 0), out, producer);
                    return;
                }
            }
        } catch (BrokenTransportException e) {
            broken = e;
            closed = true;
        } catch (JMSException | RuntimeException e) {
            if (!closed) {
                link.lost(current, e);
            }
        } catch (InterruptedException e) {
            LOG.debug("nobody interrupts this thread", e);
        }
    }

    /**
     * @throws BrokenTransportException if the jobs' results will never come
     */
    void check() {
        BrokenTransportException why = broken;
        if (why != null) {
            throw why;
        }
    }

    private @Nullable Order nextOrder() throws InterruptedException {
        long now = System.nanoTime();
        long left = aliveNanos + ALIVE_NANOS - now;
        if (left <= 0) {
            aliveNanos = now;
            absence.spoken();
            return new Order(Names.ALIVE, 0);
        }
        return waiting.poll(Math.min(left, POLL_NANOS), TimeUnit.NANOSECONDS);
    }

    private void send(Order order, Session out, MessageProducer producer) throws JMSException {
        Message message = out.createMessage();
        message.setIntProperty(Names.KIND, order.kind);
        message.setStringProperty(Names.ORIGIN, origin);
        message.setLongProperty(Names.JOB, order.jobId);
        message.setStringProperty(Names.FIT, fit.token());
        producer.send(message);
    }

    private void hear(Message message) {
        try {
            String name = message.getStringProperty(Names.HOST);
            Fit others =
                    new Fit(
                            message.getStringProperty(Names.HANDLER),
                            message.getStringProperty(Names.VERSION),
                            message.getIntProperty(Names.PROTOCOL_OF_HOST));
            HostNews news =
                    new HostNews(
                            name,
                            message.getIntProperty(Names.WORKERS),
                            message.getIntProperty(Names.RUNNING),
                            others.handler(),
                            others.version(),
                            others.protocol(),
                            fit.misfitOf(name, others));
            hosts.put(name, new Heard(news, System.nanoTime()));
        } catch (JMSException | RuntimeException e) {
            LOG.debug("news of a host are not understood", e);
        }
    }

    /** Says that this coordinator has ended, and stops. */
    @Override
    public void close() {
        closed = true;
        // Wakes the thread.
        var _ = waiting.offer(new Order(Names.ALIVE, 0));
        try {
            thread.join(LAST_WORD_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
