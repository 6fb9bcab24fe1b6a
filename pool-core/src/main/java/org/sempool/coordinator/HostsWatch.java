package org.sempool.coordinator;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.sempool.spi.HostNews;
import org.sempool.spi.HostedEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on the log which worker hosts come and go, that there is none, and that one does not fit.
 *
 * <p>For one thread.
 */
final class HostsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HostsWatch.class);

    /** Hosts answer much sooner. */
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final HostedEnd channel;
    private final long begun = System.nanoTime();
    private final Set<String> known = new HashSet<>();
    private boolean toldOfNone;

    HostsWatch(HostedEnd channel) {
        this.channel = channel;
    }

    void poll() {
        List<HostNews> hosts = channel.hosts();
        Set<String> names = new HashSet<>();
        boolean fitting = false;
        for (HostNews host : hosts) {
            names.add(host.host());
            fitting |= host.fits();
            if (known.add(host.host())) {
                tell(host);
            }
        }
        known.removeIf(
                name -> {
                    boolean gone = !names.contains(name);
                    if (gone) {
                        LOG.info("worker host {} is gone", name);
                    }
                    return gone;
                });
        if (fitting) {
            toldOfNone = false;
        } else if (!toldOfNone && System.nanoTime() - begun > SOON_NANOS) {
            toldOfNone = true;
            LOG.warn("jobs wait: no worker host takes them at {}", channel.address());
        }
    }

    private static void tell(HostNews host) {
        if (host.fits()) {
            LOG.info("worker host {} has {} workers", host.host(), host.workers());
        } else {
            LOG.warn("{}", host.misfit());
        }
    }
}
