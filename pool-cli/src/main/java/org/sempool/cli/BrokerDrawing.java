package org.sempool.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.sempool.inspect.BrokerSnapshot;

/** Draws the pools of a broker. Rates come from the comparison with earlier pictures. */
final class BrokerDrawing {
    private static final String QUEUE = "  %-48s %9s %9s %9s %10s %10s";
    private static final String HOST = "  %-32s %-16s %7s %7s %9s %11s  %s";
    private static final AttributedStyle HEAD = AttributedStyle.DEFAULT.faint();

    /** How fast messages come and go. */
    private record Flow(Rate added, Rate removed) {}

    private final Map<String, Flow> flows = new HashMap<>();

    List<AttributedString> draw(BrokerSnapshot now, long nanos) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(new AttributedString(now.broker(), AttributedStyle.BOLD));
        flows.keySet().retainAll(now.queues().stream().map(BrokerSnapshot.Queue::name).toList());
        lines.add(
                new AttributedString(
                        QUEUE.formatted("queue", "messages", "held", "consumers", "in/s", "out/s"),
                        HEAD));
        for (BrokerSnapshot.Queue queue : now.queues()) {
            Flow flow = flows.computeIfAbsent(queue.name(), _ -> new Flow(new Rate(), new Rate()));
            flow.added.add(nanos, queue.added());
            flow.removed.add(nanos, queue.removed());
            lines.add(
                    new AttributedString(
                            QUEUE.formatted(
                                    queue.name(),
                                    queue.messages(),
                                    queue.held(),
                                    queue.consumers(),
                                    describe(flow.added),
                                    describe(flow.removed))));
        }
        if (now.hosts().isEmpty()) {
            lines.add(new AttributedString("  no worker hosts"));
            return lines;
        }
        lines.add(
                new AttributedString(
                        HOST.formatted(
                                "host",
                                "pool",
                                "workers",
                                "jobs",
                                "done",
                                "redelivered",
                                "handler"),
                        HEAD));
        for (BrokerSnapshot.Host host : now.hosts()) {
            lines.add(
                    new AttributedString(
                            HOST.formatted(
                                    host.name(),
                                    host.pool(),
                                    host.workers(),
                                    host.running(),
                                    host.done(),
                                    host.redelivered(),
                                    host.handler() + " " + host.version())));
        }
        return lines;
    }

    private static String describe(Rate rate) {
        return rate.isKnown() ? String.format(Locale.ROOT, "%.0f", rate.perSecond()) : "?";
    }
}
