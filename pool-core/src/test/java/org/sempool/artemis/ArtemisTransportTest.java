package org.sempool.artemis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.HandlerCode;
import org.sempool.spi.HostEnd;
import org.sempool.spi.Lease;
import org.sempool.spi.TransportConfig;
import org.sempool.spi.TransportContract;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;

/**
 * The transport {@code artemis} keeps the contract of transports, with a broker in this process.
 */
final class ArtemisTransportTest extends TransportContract {
    private static TestBroker broker;

    private final String pool = UUID.randomUUID().toString();
    private final Map<Integer, HostEnd> hosts = new HashMap<>();

    ArtemisTransportTest() {
        super(new ArtemisTransport());
    }

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void closeHosts() {
        hosts.values().forEach(HostEnd::close);
    }

    @Override
    protected Map<String, String> options() {
        return broker.options(pool);
    }

    @Override
    protected CoordinatorEnd open(TransportConfig config) throws IOException {
        return transport().open(config);
    }

    /** Each worker is a slot of a host of its own. */
    @Override
    protected WorkerEnd attach(CoordinatorEnd end, int worker) throws IOException {
        HostEnd host = hosts.get(worker);
        if (host == null) {
            host = transport().join(config(1, 1), (_, _) -> {});
            hosts.put(worker, host);
        }
        return host.openSlot();
    }

    @Override
    protected void assertNothingIsKept() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> broker.messages(Names.jobs(pool)) == 0);
    }

    /** The broker has room for all results. */
    @Override
    protected void assertResultsAreFull(WorkerEnd... workers) {
        assertEquals(2, workers.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 300_000, 3_000_000})
    void theJobOfALostHostGoesToAnotherAsTheNextAttempt(int size) throws IOException {
        byte[] payload = new byte[size];
        payload[1] = 7;
        submit(5, payload);
        Lease lost = take(one());
        assertEquals(5, lost.jobId());

        one().close();

        Lease again = take(other());
        assertEquals(5, again.jobId());
        assertEquals(2, again.attempt());
        assertArrayEquals(payload, again.payload().getBytes());
        free(other(), again);
        fillAndDrain();
    }

    @Test
    void aResultThatWasNotCommittedIsNeverSeen() throws IOException {
        submit(5, PAYLOAD);
        Lease lost = take(one());
        reply(one(), MessageKind.RESULT, lost, PAYLOAD);

        one().close();

        Lease again = take(other());
        assertEquals(2, again.attempt());
        assertNull(coordinator().takeResult(0));
        reply(other(), MessageKind.RESULT, again, new byte[] {9});
        free(other(), again);
        Lease result = result();
        assertEquals(2, result.attempt());
        assertArrayEquals(new byte[] {9}, result.payload().getBytes());
        result.free();
        fillAndDrain();
    }

    @Test
    void whenTheConnectionIsLostEverybodyConnectsAgainAndNothingIsLost() throws IOException {
        submit(1, PAYLOAD);
        submit(2, PAYLOAD);
        var _ = take(one());

        broker.disconnectAll();
        submit(3, PAYLOAD);

        int attempts = 0;
        for (int i = 0; i < 3; i++) {
            Lease job = take(other());
            attempts += job.attempt();
            reply(other(), MessageKind.RESULT, job, PAYLOAD);
            free(other(), job);
        }
        assertEquals(4, attempts, "one of them was held when the connection was lost");
        for (int i = 0; i < 3; i++) {
            result().free();
        }
        fillAndDrain();
    }

    /** Or it would be held by one that does not ask for it, while others are idle. */
    @Test
    void aSlotHoldsOnlyTheJobThatItGot() throws Exception {
        WorkerEnd patient = one();
        WorkerEnd impatient = other();
        assertNull(patient.takeJob(1));
        Random random = new Random(1);
        for (int id = 1_001; id <= 1_400; id += 2) {
            CompletableFuture<@Nullable Lease> tried =
                    CompletableFuture.supplyAsync(
                            () -> impatient.takeJob(Duration.ofMillis(1).toNanos()));
            LockSupport.parkNanos(random.nextInt(4_000_000));
            submit(id, PAYLOAD);
            submit(id + 1, PAYLOAD);
            Lease taken = tried.get();
            if (taken == null) {
                free(patient, takeFirst(patient));
            }
            free(patient, takeFirst(patient));
            if (taken != null) {
                assertEquals(1, taken.attempt());
                free(impatient, taken);
            }
        }
        fillAndDrain();
    }

    private Lease takeFirst(WorkerEnd worker) {
        Lease job = take(worker);
        assertEquals(1, job.attempt());
        return job;
    }

    @Test
    void messagesThatAreNoJobsAndNoReportsAreDropped() throws Exception {
        submit(1, PAYLOAD);
        Lease first = take(one());
        reply(one(), MessageKind.RESULT, first, PAYLOAD);
        String fit = Fit.of(HandlerCode.named("handler")).token();
        try (Connection connection =
                        new ActiveMQConnectionFactory(broker.url()).createConnection();
                Session session = connection.createSession()) {
            for (Message nonsense :
                    List.of(session.createTextMessage("12"), session.createBytesMessage())) {
                nonsense.setStringProperty(Names.FIT, fit);
                session.createProducer(session.createQueue(Names.jobs(pool))).send(nonsense);
                String results = Names.results(pool, first.origin());
                session.createProducer(session.createQueue(results)).send(nonsense);
            }
        }
        submit(2, PAYLOAD);

        Lease second = take(other());
        assertEquals(2, second.jobId());
        assertEquals(1, second.attempt());
        free(other(), second);
        free(one(), first);
        result().free();
        fillAndDrain();
    }
}
