package org.sempool.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sempool.inspect.BrokerSnapshot;

/** Draws the pools of a broker. Rates come from the comparison with the last picture. */
final class BrokerDrawing {
    private static final String QUEUE = "  %-48s %9s %9s %9s %10s %10s%n";
    private static final String HOST = "  %-32s %-16s %7s %7s %9s %11s  %s%n";

    private record Counts(long added, long removed) {}

    private Map<String, Counts> last = Map.of();
    private long lastNanos;

    String draw(BrokerSnapshot now, long nanos) {
        StringBuilder text = new StringBuilder(now.broker()).append(System.lineSeparator());
        double seconds = (nanos - lastNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        Map<String, Counts> counts = new HashMap<>();
        line(text, QUEUE, "queue", "messages", "held", "consumers", "in/s", "out/s");
        for (BrokerSnapshot.Queue queue : now.queues()) {
            Counts before = last.get(queue.name());
            counts.put(queue.name(), new Counts(queue.added(), queue.removed()));
            line(
                    text,
                    QUEUE,
                    queue.name(),
                    queue.messages(),
                    queue.held(),
                    queue.consumers(),
                    before == null ? "?" : rate(queue.added() - before.added, seconds),
                    before == null ? "?" : rate(queue.removed() - before.removed, seconds));
        }
        if (now.hosts().isEmpty()) {
            text.append("  no worker hosts").append(System.lineSeparator());
        } else {
            line(text, HOST, "host", "pool", "workers", "jobs", "done", "redelivered", "handler");
            for (BrokerSnapshot.Host host : now.hosts()) {
                line(
                        text,
                        HOST,
                        host.name(),
                        host.pool(),
                        host.workers(),
                        host.running(),
                        host.done(),
                        host.redelivered(),
                        host.handler() + " " + host.version());
            }
        }
        last = counts;
        lastNanos = nanos;
        return text.toString().stripTrailing();
    }

    private static String rate(long count, double seconds) {
        return String.format(Locale.ROOT, "%.0f", count / seconds);
    }

    private static void line(StringBuilder text, String format, Object... columns) {
        List<Object> all = new ArrayList<>(List.of(columns));
        text.append(String.format(Locale.ROOT, format, all.toArray()));
    }
}
