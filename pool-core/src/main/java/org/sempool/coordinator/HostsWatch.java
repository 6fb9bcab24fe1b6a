package org.sempool.coordinator;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sempool.PoolStartException;
import org.sempool.spi.HostNews;
import org.sempool.spi.HostedEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on the log which worker hosts come and go, that there is none, and that one does not fit.
 * Refuses to start if there are hosts, and none fits.
 *
 * <p>For one thread, and one that waits for the start.
 */
final class HostsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HostsWatch.class);

    /** Hosts answer much sooner. */
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** Hosts greet a new coordinator at once; without one, jobs wait. */
    private static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Another host may be there that fits, and answer a little later. */
    private static final long MISFIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long MOST_SECONDS = 10;

    private final HostedEnd channel;

    /** With what is wrong; empty if nothing is. */
    private final CompletableFuture<String> start = new CompletableFuture<>();

    private final long begun = System.nanoTime();
    private final Set<String> known = new HashSet<>();
    private boolean toldOfNone;
    private long misfitNanos;

    HostsWatch(HostedEnd channel) {
        this.channel = channel;
        this.misfitNanos = begun;
    }

    /**
     * Waits until a host fits, or none has answered for a while.
     *
     * @throws PoolStartException if there are hosts, and none fits
     */
    void awaitStart() throws InterruptedException {
        String misfit;
        try {
            misfit = start.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("no host has answered", e);
            return;
        }
        if (!misfit.isEmpty()) {
            throw new PoolStartException(misfit);
        }
    }

    private void decide(List<HostNews> hosts, boolean fitting) {
        long now = System.nanoTime();
        if (fitting || (hosts.isEmpty() && now - begun > GREETING_NANOS)) {
            var _ = start.complete("");
        } else if (hosts.isEmpty()) {
            misfitNanos = now;
        } else if (now - misfitNanos > MISFIT_NANOS) {
            var _ =
                    start.complete(
                            hosts.getFirst().misfit()
                                    + "; no other host takes the jobs at "
                                    + channel.address());
        }
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
        if (!start.isDone()) {
            decide(hosts, fitting);
        }
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
