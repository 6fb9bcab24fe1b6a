package org.sempool.cli;

import java.util.List;
import java.util.Locale;
import org.sempool.inspect.Snapshot;

/**
 * What several pools do together.
 *
 * @param pools how many there are
 * @param workers how many worker processes they have
 * @param busy how many of those have a job
 * @param waiting how many jobs wait
 * @param done how many jobs were done since the pools were started
 */
record Totals(int pools, long workers, long busy, long waiting, long done) {
    static Totals of(List<Snapshot> pools) {
        return new Totals(
                pools.size(),
                pools.stream()
                        .flatMap(pool -> pool.workers().stream())
                        .filter(worker -> worker.process().isPresent())
                        .count(),
                pools.stream()
                        .flatMap(pool -> pool.workers().stream())
                        .filter(worker -> worker.job().isPresent())
                        .count(),
                pools.stream()
                        .flatMap(pool -> pool.queues().stream().limit(1))
                        .mapToLong(jobs -> jobs.count(Snapshot.State.FULL))
                        .sum(),
                pools.stream()
                        .flatMap(pool -> pool.queues().stream().limit(1))
                        .mapToLong(Snapshot.Queue::done)
                        .sum());
    }

    /**
     * Says it in a line.
     *
     * @param perSecond how many jobs are done in a second
     */
    String describe(double perSecond) {
        return String.format(
                Locale.ROOT,
                "%d %s, %d of %d %s busy, %,d %s waiting, %,d done, %s",
                pools,
                pools == 1 ? "pool" : "pools",
                busy,
                workers,
                workers == 1 ? "worker" : "workers",
                waiting,
                waiting == 1 ? "job" : "jobs",
                done,
                Rate.format(perSecond));
    }
}
