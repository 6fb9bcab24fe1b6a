package org.sempool.examples.billing;

import java.time.LocalDate;
import java.util.TreeMap;
import org.sempool.Codec;
import org.sempool.JobContext;
import org.sempool.JobHandler;

/** Counts the orders up to a day; dates are encoded as JSON. */
public final class DatedOrders implements JobHandler<DatedOrders.Orders, Long> {
    /**
     * A job with a date, which the pool's own codecs do not know.
     *
     * @param until the last day that counts
     * @param orders how many there were on each day
     */
    public record Orders(LocalDate until, TreeMap<LocalDate, Integer> orders) {}

    /** Called by the pool. */
    public DatedOrders() {}

    @Override
    public Codec<Orders> jobCodec() {
        return Json.codec(Orders.class);
    }

    @Override
    public Long handle(Orders job, JobContext context) {
        return job.orders().headMap(job.until(), true).values().stream()
                .mapToLong(Integer::longValue)
                .sum();
    }
}
