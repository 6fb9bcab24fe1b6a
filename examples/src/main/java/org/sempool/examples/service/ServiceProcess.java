package org.sempool.examples.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The service as a process of its own, which is started again when it ends by itself, as whatever
 * supervises services does.
 */
final class ServiceProcess implements AutoCloseable {
    private static final String READY = "listening on http://localhost:";
    private static final long PATIENCE_SECONDS = 30;

    private final String engine;
    private final Thread supervisor;
    private volatile Process process;
    private volatile int port;
    private volatile boolean closed;

    private ServiceProcess(String engine) throws IOException {
        this.engine = engine;
        this.process = launch(0);
        this.port = awaitPort(process);
        this.supervisor = Thread.ofPlatform().daemon().start(this::supervise);
    }

    static ServiceProcess start(String engine) throws IOException {
        return new ServiceProcess(engine);
    }

    int port() {
        return port;
    }

    /** Its exit code, once it was closed. */
    int exitCode() {
        return process.exitValue();
    }

    private Process launch(int wantedPort) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "" + wantedPort, engine));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static int awaitPort(Process started) throws IOException {
        BufferedReader output = started.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                return Integer.parseInt(line.substring(READY.length()));
            }
        }
        throw new IOException("the service ended before it was ready");
    }

    private void supervise() {
        try {
            while (true) {
                var _ = process.waitFor();
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    process = launch(port);
                }
                var _ = awaitPort(process);
            }
        } catch (IOException e) {
            System.err.println("the service cannot be started again: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the service. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            process.destroy();
        }
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            supervisor.join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
