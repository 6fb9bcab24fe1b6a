package org.sempool.bench;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** The jobs of a bare client: one thread sends them, in transactions, and another takes results. */
final class JmsJobs implements JobSource {
    private static final int MOST_IN_TRANSACTION = 256;
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final ActiveMQConnectionFactory factory;
    private final Connection connection;
    private final Session sending;
    private final MessageProducer out;
    private final MessageConsumer in;
    private final byte[] payload;
    private final int window;

    JmsJobs(String url, String prefix, Setting setting) throws JMSException {
        factory = new ActiveMQConnectionFactory(url);
        connection = factory.createConnection();
        connection.start();
        sending = connection.createSession(true, Session.SESSION_TRANSACTED);
        out = sending.createProducer(sending.createQueue(prefix + JmsMain.JOBS));
        Session receiving = connection.createSession(false, Session.DUPS_OK_ACKNOWLEDGE);
        in = receiving.createConsumer(receiving.createQueue(prefix + JmsMain.RESULTS));
        payload = new byte[setting.payloadBytes()];
        window = setting.inFlight();
    }

    @Override
    public void run(long jobs) throws IOException {
        Semaphore room = new Semaphore(window);
        FutureTask<Void> sender =
                new FutureTask<>(
                        () -> {
                            sendAll(jobs, room);
                            return null;
                        });
        Thread.ofPlatform().daemon().name("bench-sender").start(sender);
        try {
            for (long job = 0; job < jobs; job++) {
                receive();
                room.release();
            }
            sender.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (JMSException | ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void sendAll(long jobs, Semaphore room) throws JMSException, InterruptedException {
        int uncommitted = 0;
        for (long job = 0; job < jobs; job++) {
            if (!room.tryAcquire()) {
                sending.commit();
                uncommitted = 0;
                // The receiver gives up if no result comes.
                room.acquire();
            }
            send();
            uncommitted++;
            if (uncommitted == MOST_IN_TRANSACTION) {
                sending.commit();
                uncommitted = 0;
            }
        }
        sending.commit();
    }

    private void send() throws JMSException {
        BytesMessage message = sending.createBytesMessage();
        message.writeBytes(payload);
        out.send(message);
    }

    private void receive() throws JMSException {
        Message result = in.receive(PATIENCE_MILLIS);
        if (result == null || JmsMain.payload(result).length != payload.length) {
            throw new IllegalStateException("no result, or a different one: " + result);
        }
    }

    @Override
    public RoundTrips roundTrips(int jobs) throws IOException {
        Stopwatch stopwatch = new Stopwatch();
        try {
            for (int job = 0; job < jobs; job++) {
                stopwatch.time(this::roundTrip);
            }
        } catch (JMSException e) {
            throw new IOException(e);
        }
        return stopwatch.result();
    }

    private void roundTrip() throws JMSException {
        send();
        sending.commit();
        receive();
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
            factory.close();
        } catch (JMSException e) {
            throw new IOException(e);
        }
    }
}
