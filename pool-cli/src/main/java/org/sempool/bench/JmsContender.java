package org.sempool.bench;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.List;
import org.sempool.host.HostService;

/**
 * What the pool over a broker is measured by: transacted sessions of Jakarta Messaging that receive
 * a job, send the result, and commit; in as many processes as the pool has hosts, and as many
 * sessions as these use.
 *
 * @param broker the same as the pool's
 * @param ahead whether the broker sends jobs ahead, which is Artemis' default; then they wait at
 *     busy sessions while others are idle
 */
record JmsContender(BrokerProcess broker, boolean ahead) implements Contender {
    static final String NAME = "jms artemis";
    static final String AHEAD = "prefetch";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String semaphore() {
        return ahead ? AHEAD : "";
    }

    @Override
    public List<String> asArguments() {
        return broker.asArguments(fullName());
    }

    @Override
    public boolean supports(Setting setting) {
        return true;
    }

    @Override
    public Run open(Setting setting, Belongings belongings) throws IOException {
        String queue = "sempool.bench-jms-" + ProcessHandle.current().pid();
        String url = ahead ? broker.url() : broker.url() + "?consumerWindowSize=0";
        long start = System.nanoTime();
        BrokerClients clients = new BrokerClients(belongings);
        for (int share : BrokerClients.shares(setting.workers())) {
            int sessions = HostService.jobsAtATime(share, (double) setting.jobNanos());
            clients.start(
                    JmsMain.class, List.of(url, queue, "" + sessions, "" + setting.jobNanos()));
        }
        clients.awaitReady();
        long readyNanos = System.nanoTime() - start;
        try {
            return new BrokerRun(
                    new JmsJobs(broker.url(), queue, setting), clients, broker, readyNanos);
        } catch (JMSException e) {
            throw new IOException(e);
        }
    }
}
