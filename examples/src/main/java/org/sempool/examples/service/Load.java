package org.sempool.examples.service;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** One measurement: clients that send one request after the other to a service. */
final class Load {
    /** One request in so many is harmful. */
    static final int HARMFUL_PERIOD = 1000;

    private static final int CLIENTS = 16;
    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    /** Backtracks for longer than anybody can wait. */
    static final String HANG = "(.*a){25}b";

    private static final String TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(20);

    /**
     * The harmless requests of a measurement.
     *
     * @param rate how many were answered in a second
     * @param failed the share of those that were not answered, from 0 to 1
     * @param nanos how long they took, answered or not
     */
    record Report(double rate, double failed, Histogram nanos) {
        double millis(double percentile) {
            return nanos.getValueAtPercentile(percentile) / 1e6;
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CLIENT_TIMEOUT)
                    .build();
    private final Histogram nanos = new ConcurrentHistogram(3);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final HttpRequest harmless;
    private final HttpRequest harmful;
    private final LoadTest.Harm harm;

    private Load(int port, LoadTest.Harm harm) {
        this.harm = harm;
        this.harmless = request(port, "(\\w+) (\\w+)", "$2 $1", TEXT);
        this.harmful =
                harm == LoadTest.Harm.CRASH
                        ? request(port, ReplaceHandler.CRASH, "", "")
                        : request(port, HANG, "", "a".repeat(60));
    }

    private static HttpRequest request(int port, String pattern, String with, String text) {
        String query = "pattern=" + encode(pattern) + "&with=" + encode(with);
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/replace?" + query))
                .timeout(CLIENT_TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Starts a service, sends it requests for so long, and ends it. */
    static Report run(String engine, LoadTest.Harm harm, int seconds)
            throws IOException, InterruptedException {
        try (ServiceProcess service = ServiceProcess.start(engine)) {
            var _ = new Load(service.port(), LoadTest.Harm.NONE).run(WARM_UP);
            return new Load(service.port(), harm).run(Duration.ofSeconds(seconds));
        }
    }

    private Report run(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try (http;
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> sendUntil(end));
            }
        }
        double all = answered.get() + failed.get();
        return new Report(answered.get() / (time.toNanos() / 1e9), failed.get() / all, nanos);
    }

    private void sendUntil(long end) {
        while (System.nanoTime() - end < 0) {
            boolean isHarmful =
                    harm != LoadTest.Harm.NONE && sent.incrementAndGet() % HARMFUL_PERIOD == 0;
            long begun = System.nanoTime();
            boolean ok = send(isHarmful ? harmful : harmless);
            if (!isHarmful) {
                nanos.recordValue(System.nanoTime() - begun);
                (ok ? answered : failed).incrementAndGet();
            }
        }
    }

    private boolean send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()
                    == Reply.OK.status();
        } catch (IOException gone) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
