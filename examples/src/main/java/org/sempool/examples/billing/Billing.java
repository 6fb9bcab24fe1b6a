package org.sempool.examples.billing;

import java.util.List;
import org.sempool.JobContext;
import org.sempool.JobHandler;

/** Turns orders into bills. How the two travel follows from their types. */
public final class Billing implements JobHandler<Billing.Order, Billing.Bill> {
    /**
     * A job.
     *
     * @param customer who pays
     * @param items what for
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
     * @param cents how much
     */
    public record Bill(String customer, long cents) {}

    /** Made by the pool. */
    public Billing() {}

    @Override
    public Bill handle(Order order, JobContext context) {
        long sum = order.items().stream().mapToLong(item -> item.count() * item.cents()).sum();
        return new Bill(order.customer(), sum);
    }
}
