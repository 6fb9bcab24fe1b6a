package org.sempool.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes that take jobs from a broker: two of them if there is more than one worker. They
 * are not suspended while others have their turn, as a broker would take them for dead.
 */
final class BrokerClients implements AutoCloseable {
    private static final int MOST_PROCESSES = 2;

    private final Belongings belongings;
    private final List<Process> processes = new ArrayList<>();

    BrokerClients(Belongings belongings) {
        this.belongings = belongings;
    }

    /** How many of the workers each process has. */
    static List<Integer> shares(int workers) {
        int processes = Math.min(MOST_PROCESSES, workers);
        List<Integer> shares = new ArrayList<>();
        for (int process = 0; process < processes; process++) {
            shares.add((workers + process) / processes);
        }
        return shares;
    }

    /** Starts one, a program that says when it is {@linkplain TransportWorker#READY ready}. */
    void start(Class<?> main, List<String> arguments) throws IOException {
        processes.add(
                belongings.startCoordinator(
                        Processes.javaLikeThis(List.of(), main.getName(), arguments)));
    }

    void awaitReady() throws IOException {
        for (Process process : processes) {
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            if (!TransportWorker.READY.equals(output.readLine())) {
                throw new IOException("a process that takes jobs from the broker cannot start");
            }
        }
    }

    /** These processes, and the workers that they have started. */
    List<ProcessHandle> all() {
        return processes.stream()
                .map(Process::toHandle)
                .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.outputWriter(StandardCharsets.UTF_8).close();
        }
        for (Process process : processes) {
            Processes.awaitEnd(process);
            belongings.remove(process);
        }
    }
}
