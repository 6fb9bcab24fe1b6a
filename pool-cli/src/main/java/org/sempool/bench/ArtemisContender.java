package org.sempool.bench;

import java.io.IOException;
import java.util.List;
import org.sempool.JobHandler;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;

/**
 * The pool over a broker, as users have it: its workers are on hosts that are processes of their
 * own.
 */
record ArtemisContender(BrokerProcess broker) implements Contender {
    static final String NAME = "pool artemis";
    private static final int KILL_WORKERS = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String semaphore() {
        return "";
    }

    @Override
    public List<String> asArguments() {
        return broker.asArguments(NAME);
    }

    @Override
    public boolean supports(Setting setting) {
        return true;
    }

    @Override
    public Run open(Setting setting, Belongings belongings) throws IOException {
        long start = System.nanoTime();
        BrokerClients hosts =
                startHosts(BenchHandler.class, setting.workers(), setting.jobNanos(), belongings);
        long readyNanos = System.nanoTime() - start;
        WorkerPool<byte[], byte[]> pool =
                belongings.build(builder(BenchHandler.class).queue(setting.queue()));
        return new BrokerRun(new PoolJobs(pool, setting, belongings), hosts, broker, readyNanos);
    }

    private BrokerClients startHosts(
            Class<?> handler, int workers, long jobNanos, Belongings belongings)
            throws IOException {
        BrokerClients hosts = new BrokerClients(belongings);
        for (int share : BrokerClients.shares(workers)) {
            hosts.start(
                    HostMain.class,
                    List.of(
                            broker.url(),
                            poolName(),
                            handler.getName(),
                            "" + share,
                            "" + jobNanos));
        }
        hosts.awaitReady();
        return hosts;
    }

    private static String poolName() {
        return "bench-" + ProcessHandle.current().pid();
    }

    @Override
    public boolean rerunsJobs() {
        return true;
    }

    @Override
    public long killToRerunNanos(int kills, Belongings belongings)
            throws IOException, InterruptedException {
        try (var _ = startHosts(VictimHandler.class, KILL_WORKERS, 0, belongings);
                KillToRerun measured = new KillToRerun(builder(VictimHandler.class), belongings)) {
            return measured.medianNanos(kills);
        }
    }

    private <J, R> WorkerPoolBuilder<J, R> builder(Class<? extends JobHandler<J, R>> handler) {
        return WorkerPool.builder(handler)
                .transport("artemis")
                .transportOption("broker", broker.url())
                .transportOption("pool", poolName())
                .workers(0);
    }
}
