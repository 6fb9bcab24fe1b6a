package org.sempool.examples.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ServiceIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String EVIL_TEXT = "a".repeat(60);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Pattern RUNNING =
            Pattern.compile("sempool_jobs_pending\\{[^}]*state=\"running\"[^}]*} [1-9]");
    private static final int SIGTERM_EXIT = 128 + 15;

    private static HttpClient http;
    private static ReplaceService service;

    @BeforeAll
    static void start() throws IOException {
        http = HttpClient.newHttpClient();
        service = ReplaceService.start(0, new PoolEngine(1, TIMEOUT));
    }

    @AfterAll
    static void stop() {
        service.close();
        http.close();
    }

    @Test
    void matchesAreReplaced() {
        HttpResponse<String> reply =
                replace(service.port(), "(\\S+) (\\S+)", "$2 $1", "hello wörld");

        assertEquals(200, reply.statusCode());
        assertEquals("wörld hello", reply.body());
    }

    @Test
    void badRequestsAreTheClientsFault() {
        assertEquals(400, replace(service.port(), "(", "", "text").statusCode());
        assertEquals(400, replace(service.port(), "t", "$7", "text").statusCode());
        assertEquals(400, post(service.port(), "/replace?pattern=t", "text").statusCode());
        assertEquals(413, replace(service.port(), "t", "", "t".repeat(1 << 23)).statusCode());
        assertEquals(404, post(service.port(), "/nowhere", "t".repeat(1 << 23)).statusCode());
        assertEquals(405, get(service.port(), "/replace?pattern=t&with=").statusCode());
    }

    @Test
    void aPatternThatRunsForEverIsGivenUpAndTheNextRequestIsServed() {
        HttpResponse<String> hung = replace(service.port(), Load.HANG, "", EVIL_TEXT);

        assertEquals(422, hung.statusCode());
        assertEquals(200, replace(service.port(), "a", "b", "a").statusCode());
    }

    @Test
    void aPatternThatNeedsTooMuchMemoryIsGivenUpAndTheNextRequestIsServed() throws IOException {
        try (ReplaceService patient = ReplaceService.start(0, new PoolEngine(1, LONG))) {
            HttpResponse<String> huge =
                    replace(patient.port(), "a", "$0".repeat(3_000), "a".repeat(1_000_000));

            assertEquals(422, huge.statusCode());
            assertTrue(huge.body().contains("OutOfMemoryError"), huge.body());
            assertEquals(200, replace(patient.port(), "a", "b", "a").statusCode());
        }
    }

    @Test
    void aRequestThatEndsItsWorkerFailsAlone() {
        HttpResponse<String> crashed = replace(service.port(), ReplaceHandler.CRASH, "", "");

        assertEquals(500, crashed.statusCode());
        assertEquals(200, replace(service.port(), "a", "b", "a").statusCode());
    }

    @Test
    void whileTooManyRequestsWaitTheNextAreToldToComeAgain() throws IOException {
        try (ReplaceService slow = ReplaceService.start(0, new PoolEngine(1, LONG))) {
            List<CompletableFuture<HttpResponse<String>>> requests =
                    Stream.generate(() -> replaceRequest(slow.port(), Load.HANG, "", EVIL_TEXT))
                            .limit(100)
                            .map(ServiceIT::send)
                            .toList();

            HttpResponse<String> busy =
                    await().until(
                                    () -> requests.stream().filter(Future::isDone).findFirst(),
                                    Optional::isPresent)
                            .orElseThrow()
                            .join();

            assertEquals(503, busy.statusCode());
            assertEquals("1", busy.headers().firstValue("Retry-After").orElseThrow());
        }
    }

    @Test
    void itTellsItsHealthAndMetrics() {
        assertEquals(200, get(service.port(), "/health").statusCode());

        HttpResponse<String> metrics = get(service.port(), "/metrics");

        assertEquals(200, metrics.statusCode());
        assertTrue(metrics.body().contains("sempool_"), metrics.body());
    }

    @Test
    void onSigtermTheRequestsThatItHasAreAnswered() throws Exception {
        ServiceProcess process = ServiceProcess.start("pool");
        try (process) {
            List<CompletableFuture<HttpResponse<String>>> requests =
                    Stream.generate(() -> replaceRequest(process.port(), Load.HANG, "", EVIL_TEXT))
                            .limit(3)
                            .map(ServiceIT::send)
                            .toList();
            await().until(() -> RUNNING.matcher(get(process.port(), "/metrics").body()).find());

            process.close();

            requests.forEach(request -> assertEquals(422, request.join().statusCode()));
        }
        assertEquals(SIGTERM_EXIT, process.exitCode());
    }

    private static HttpResponse<String> replace(
            int port, String pattern, String with, String text) {
        return send(replaceRequest(port, pattern, with, text)).join();
    }

    private static HttpRequest replaceRequest(int port, String pattern, String with, String text) {
        return postRequest(
                port, "/replace?pattern=" + encode(pattern) + "&with=" + encode(with), text);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> post(int port, String path, String text) {
        return send(postRequest(port, path, text)).join();
    }

    private static HttpRequest postRequest(int port, String path, String text) {
        return HttpRequest.newBuilder(uri(port, path))
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
    }

    private static HttpResponse<String> get(int port, String path) {
        return send(HttpRequest.newBuilder(uri(port, path)).build()).join();
    }

    private static URI uri(int port, String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }
}
