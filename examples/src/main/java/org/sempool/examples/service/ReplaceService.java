package org.sempool.examples.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side of the service. Each request has a virtual thread, which blocks until its job has
 * ended.
 *
 * <pre>
 *   POST /replace?pattern=P&amp;with=W   the request's text, with all matches replaced
 *   GET /health                     200 while jobs can be run, else 503
 *   GET /metrics                    in Prometheus's text format
 * </pre>
 */
final class ReplaceService implements AutoCloseable {
    private static final int MAX_TEXT_BYTES = 1 << 20;
    private static final int MAX_DISCARDED_BYTES = 16 * MAX_TEXT_BYTES;
    private static final int BUFFER_BYTES = 8192;
    private static final String RETRY_SECONDS = "1";
    private static final Duration ANSWERING = Duration.ofSeconds(2);

    private final Engine engine;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ReplaceService(Engine engine, HttpServer server) {
        this.engine = engine;
        this.server = server;
    }

    /**
     * Starts the service on the loopback interface.
     *
     * @param port where to listen; 0 for any free port
     * @param engine runs the jobs; stopped with the service
     */
    static ReplaceService start(int port, Engine engine) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        ReplaceService service = new ReplaceService(engine, HttpServer.create(address, 0));
        service.start();
        return service;
    }

    private void start() {
        server.createContext("/", exchange -> answer(exchange, Reply.NOT_FOUND, "no such page"));
        server.createContext("/replace", this::replace);
        server.createContext("/health", this::health);
        server.createContext("/metrics", this::metrics);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /**
     * Accepts no more connections, and ends when the requests that it has are answered. Those whose
     * jobs have not ended when the time is over are told to try again.
     */
    void close(Duration limit) {
        Thread jobs = Thread.ofVirtual().start(() -> engine.close(limit));
        server.stop((int) limit.plus(ANSWERING).toSeconds());
        threads.shutdownNow();
        try {
            jobs.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    private void replace(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            answer(exchange, Reply.METHOD_NOT_ALLOWED, "POST a text");
            return;
        }
        byte[] text = exchange.getRequestBody().readNBytes(MAX_TEXT_BYTES + 1);
        if (text.length > MAX_TEXT_BYTES) {
            answer(
                    exchange,
                    Reply.TOO_LARGE,
                    "the text has more than " + MAX_TEXT_BYTES + " bytes");
            return;
        }
        try {
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            String pattern = parameter(query, "pattern");
            String with = parameter(query, "with");
            String body = new String(text, StandardCharsets.UTF_8);
            answer(exchange, Reply.OK, engine.run(new Replacement(pattern, with, body)));
        } catch (IllegalArgumentException wrong) {
            answer(exchange, Reply.BAD_REQUEST, String.valueOf(wrong.getMessage()));
        } catch (Engine.Unavailable e) {
            answer(exchange, e.reply(), String.valueOf(e.getMessage()));
        }
    }

    private static String parameter(Map<String, String> query, String name) {
        String value = query.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the parameter '" + name + "' is missing");
        }
        return value;
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> parameters = new HashMap<>();
        if (raw != null) {
            for (String each : raw.split("&", -1)) {
                String[] pair = each.split("=", 2);
                parameters.put(decode(pair[0]), pair.length == 2 ? decode(pair[1]) : "");
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void health(HttpExchange exchange) throws IOException {
        boolean healthy = engine.isHealthy();
        answer(exchange, healthy ? Reply.OK : Reply.BUSY, healthy ? "ok" : "no worker is ready");
    }

    private void metrics(HttpExchange exchange) throws IOException {
        answer(exchange, Reply.OK, engine.metrics());
    }

    private static void answer(HttpExchange exchange, Reply reply, String text) throws IOException {
        try (exchange) {
            discardRest(exchange.getRequestBody());
            if (reply == Reply.BUSY) {
                exchange.getResponseHeaders().set("Retry-After", RETRY_SECONDS);
            }
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Clients read a reply only when they have sent their text. */
    private static void discardRest(InputStream body) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int discarded = 0;
        while (discarded < MAX_DISCARDED_BYTES) {
            int count = body.read(buffer);
            if (count < 0) {
                return;
            }
            discarded += count;
        }
    }
}
