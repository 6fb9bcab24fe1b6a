package org.sempool.examples.billing;

import java.util.List;
import org.sempool.JobContext;
import org.sempool.JobHandler;

/** Turns orders into bills. The pool derives their codecs from their types. */
public final class Billing implements JobHandler<Billing.Order, Billing.Bill> {
    /**
     * A job.
     *
     * @param customer who pays
     * @param items what was ordered
     */
    public record Order(String customer, List<Item> items) {}

    /**
     * A part of a job.
     *
     * @param name what it is
     * @param count how many
     * @param cents what one costs
     */
    public record Item(String name, int count, long cents) {}

    /**
     * A result.
     *
     * @param customer who pays
     * @param cents the amount
     */
    public record Bill(String customer, long cents) {}

    /** Called by the pool. */
    public Billing() {}

    @Override
    public Bill handle(Order order, JobContext context) {
        long sum = order.items().stream().mapToLong(item -> item.count() * item.cents()).sum();
        return new Bill(order.customer(), sum);
    }
}
