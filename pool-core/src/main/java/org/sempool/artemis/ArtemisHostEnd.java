package org.sempool.artemis;

import java.io.IOException;
import org.sempool.process.HostName;
import org.sempool.spi.HostEnd;
import org.sempool.spi.WorkerEnd;

/** A host's end: one connection, which all slots share. */
final class ArtemisHostEnd implements HostEnd {
    private final BrokerOptions options;
    private final Fit fit;
    private final String host = HostName.own() + "/" + ProcessHandle.current().pid();
    private final BrokerLink link;
    private final Origins origins = new Origins();
    private final HostTally tally = new HostTally();
    private final OrderReceiver orders;

    ArtemisHostEnd(BrokerOptions options, Fit fit, CancelOrders cancels) {
        this.options = options;
        this.fit = fit;
        this.link = new BrokerLink(BrokerFactory.forHost(options), options, "host");
        this.orders = new OrderReceiver(link, options.pool(), host, fit, origins, tally, cancels);
    }

    void start() {
        link.start();
        orders.start();
    }

    @Override
    public WorkerEnd openSlot() {
        return new ArtemisSlot(link, options.pool(), fit.token(), origins, tally);
    }

    @Override
    public void tell(int workers, int running) {
        orders.tell(workers, running);
    }

    @Override
    public boolean awaitConnection(long nanos) throws IOException, InterruptedException {
        return link.awaitFirst(nanos);
    }

    @Override
    public boolean isConnected() {
        return link.current() != null;
    }

    @Override
    public void close() {
        orders.close();
        link.close();
    }
}
