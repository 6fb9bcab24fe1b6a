package org.sempool.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sempool.bench.Contender.Effort;
import org.sempool.bench.Contender.Run;

/**
 * Jobs that go over a broker.
 *
 * @param jobs their source
 * @param clients who runs them
 * @param broker what is between
 * @param readyNanos how long all clients took to be ready
 */
record BrokerRun(JobSource jobs, BrokerClients clients, BrokerProcess broker, long readyNanos)
        implements Run {
    @Override
    public Effort run(long count) throws IOException {
        long ofBroker = Processes.nanosOf(broker.pid());
        long ofAll = Processes.cpuNanos(everybody());
        long start = System.nanoTime();
        jobs.run(count);
        long nanos = System.nanoTime() - start;
        return new Effort(
                count,
                nanos,
                Processes.cpuNanos(everybody()) - ofAll,
                Processes.nanosOf(broker.pid()) - ofBroker);
    }

    private List<ProcessHandle> everybody() {
        List<ProcessHandle> all = new ArrayList<>(clients.all());
        ProcessHandle.of(broker.pid()).ifPresent(all::add);
        return all;
    }

    @Override
    public RoundTrips roundTrips(int count) throws IOException {
        return jobs.roundTrips(count);
    }

    /** Workers belong to hosts, which have more than one. */
    @Override
    public long workerMemoryBytes() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        try {
            jobs.close();
        } finally {
            clients.close();
        }
    }
}
