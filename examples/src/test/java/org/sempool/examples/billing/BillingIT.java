package org.sempool.examples.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sempool.WorkerPool;
import org.sempool.examples.billing.Billing.Bill;
import org.sempool.examples.billing.Billing.Item;
import org.sempool.examples.billing.Billing.Order;

/** Specifies that records travel by the derived codecs, and other values as JSON. */
class BillingIT {
    @Test
    void recordsTravelWithoutACodec() {
        List<Order> orders =
                List.of(
                        new Order("Ada", List.of(new Item("tea", 3, 250), new Item("cup", 1, 400))),
                        new Order("Grace", List.of()));
        try (WorkerPool<Order, Bill> pool = WorkerPool.builder(Billing.class).workers(1).build()) {
            assertEquals(List.of(new Bill("Ada", 1150), new Bill("Grace", 0)), pool.map(orders));
        }
    }

    @Test
    void otherValuesTravelAsJson() {
        LocalDate day = LocalDate.of(2024, 2, 28);
        TreeMap<LocalDate, Integer> orders =
                new TreeMap<>(Map.of(day, 2, day.plusDays(1), 3, day.plusDays(2), 5));
        try (WorkerPool<DatedOrders.Orders, Long> pool =
                WorkerPool.builder(DatedOrders.class).workers(1).build()) {
            long count = pool.submit(new DatedOrders.Orders(day.plusDays(1), orders)).join();

            assertEquals(5, count);
        }
    }
}
