package org.sempool.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sempool.inspect.Snapshot;
import org.sempool.inspect.Snapshot.PayloadMemory;
import org.sempool.inspect.Snapshot.Progress;
import org.sempool.inspect.Snapshot.Queue;
import org.sempool.inspect.Snapshot.Semaphore;
import org.sempool.inspect.Snapshot.Slot;
import org.sempool.inspect.Snapshot.State;
import org.sempool.inspect.Snapshot.Worker;

/**
 * Draws snapshots of one pool, one after the other, as text. Rates, and how long a worker has had
 * its job, take two snapshots, so it shows them from the second on.
 */
final class Drawing {
    private static final int SLOTS_PER_LINE = 64;
    private static final int MOST_LINES = 4;
    private static final char FREE = '.';
    private static final char WRITING = 'w';
    private static final char FULL = '#';

    /** Who holds a slot: workers from 1; 0 is the coordinator. */
    private static final String OWNERS = "0123456789abcdefghijklmnopqrstuvxyz";

    private static final char ANOTHER = '*';

    /** A worker's job, and when this drawing first saw the worker with it. */
    private record Holding(long job, long sinceNanos) {}

    private @Nullable Snapshot before;
    private long beforeNanos;
    private final Map<Integer, Holding> holdings = new HashMap<>();

    /** Returns the lines for a snapshot that was taken at this time of the monotonic clock. */
    List<String> draw(Snapshot now, long nanos) {
        List<String> lines = new ArrayList<>();
        lines.add(
                now.path()
                        + "  made by process "
                        + now.owner()
                        + (now.ownerAlive() ? "" : ", which is gone"));
        for (int i = 0; i < now.queues().size(); i++) {
            Queue queue = now.queues().get(i);
            lines.add("");
            lines.add(describe(queue));
            lines.addAll(slots(queue));
            lines.add(counters(i, queue, nanos));
            queue.payloadMemory().ifPresent(memory -> lines.add("  " + describe(memory)));
            queue.semaphores().forEach(semaphore -> lines.add("  " + describe(semaphore)));
        }
        if (!now.workers().isEmpty()) {
            lines.add("");
            lines.add("  worker  process  does        job");
            now.workers().forEach(worker -> lines.add(describe(worker, nanos)));
        }
        before = now;
        beforeNanos = nanos;
        return lines;
    }

    static String legend() {
        return "slots: . free, w being written, # full, or who holds it:"
                + System.lineSeparator()
                + "       1 to 9 and a to z a worker, 0 the coordinator, * others";
    }

    private static String describe(Queue queue) {
        return String.format(
                Locale.ROOT,
                "%s: %d slots, %d free, %d being written, %d full, %d held",
                queue.name(),
                queue.slots().size(),
                queue.count(State.FREE),
                queue.count(State.WRITING),
                queue.count(State.FULL),
                queue.count(State.HELD));
    }

    private static String describe(PayloadMemory memory) {
        return String.format(
                Locale.ROOT,
                "payload memory: %d of %d chunks in use, %d of %d bytes",
                memory.inUse(),
                memory.chunks(),
                memory.inUse() * memory.chunkBytes(),
                memory.chunks() * memory.chunkBytes());
    }

    private String counters(int index, Queue queue, long nanos) {
        Snapshot earlier = before;
        String put = "";
        String done = "";
        if (earlier != null && index < earlier.queues().size() && nanos > beforeNanos) {
            Queue then = earlier.queues().get(index);
            double seconds = (nanos - beforeNanos) / (double) TimeUnit.SECONDS.toNanos(1);
            put = String.format(Locale.ROOT, " (%.0f/s)", (queue.put() - then.put()) / seconds);
            done = String.format(Locale.ROOT, " (%.0f/s)", (queue.done() - then.done()) / seconds);
        }
        return "  qii: " + queue.put() + " put" + put + ", qjj: " + queue.done() + " done" + done;
    }

    /** Draws a character for each slot; in a large queue one for several, showing the busiest. */
    private static List<String> slots(Queue queue) {
        int count = queue.slots().size();
        int perCharacter = Math.ceilDiv(count, SLOTS_PER_LINE * MOST_LINES);
        StringBuilder all = new StringBuilder();
        for (int from = 0; from < count; from += perCharacter) {
            List<Slot> group = queue.slots().subList(from, Math.min(count, from + perCharacter));
            Slot busiest =
                    group.stream()
                            .reduce((a, b) -> a.state().compareTo(b.state()) >= 0 ? a : b)
                            .orElseThrow();
            all.append(character(busiest));
        }
        List<String> lines = new ArrayList<>();
        if (perCharacter > 1) {
            lines.add("  each character is " + perCharacter + " slots, and shows the busiest");
        }
        for (int from = 0; from < all.length(); from += SLOTS_PER_LINE) {
            lines.add(
                    "  |"
                            + all.substring(from, Math.min(all.length(), from + SLOTS_PER_LINE))
                            + "|");
        }
        return lines;
    }

    private static char character(Slot slot) {
        return switch (slot.state()) {
            case FREE -> FREE;
            case WRITING -> WRITING;
            case FULL -> FULL;
            case HELD -> owner(slot.owner());
        };
    }

    private static char owner(OptionalInt owner) {
        return owner.isPresent() && owner.getAsInt() < OWNERS.length()
                ? OWNERS.charAt(owner.getAsInt())
                : ANOTHER;
    }

    private static String describe(Semaphore semaphore) {
        String sleepers =
                semaphore.sleepers().stream()
                        .map(owner -> owner == 0 ? "coordinator" : "worker " + owner)
                        .collect(Collectors.joining(", "));
        return semaphore.name()
                + ": "
                + semaphore.permits()
                + (semaphore.permits() == 1 ? " permit" : " permits")
                + (sleepers.isEmpty() ? "" : ", asleep: " + sleepers);
    }

    private String describe(Worker worker, long nanos) {
        return String.format(
                        Locale.ROOT,
                        "  %6d  %7s  %-10s  %s",
                        worker.number(),
                        worker.process().isPresent() ? "" + worker.process().getAsLong() : "-",
                        worker.activity().name().toLowerCase(Locale.ROOT),
                        job(worker, nanos))
                .stripTrailing();
    }

    private String job(Worker worker, long nanos) {
        OptionalLong job = worker.job();
        if (job.isEmpty()) {
            holdings.remove(worker.number());
            return "";
        }
        Holding holding = holdings.get(worker.number());
        if (holding == null || holding.job() != job.getAsLong()) {
            holding = new Holding(job.getAsLong(), nanos);
            holdings.put(worker.number(), holding);
        }
        double seconds = (nanos - holding.sinceNanos()) / (double) TimeUnit.SECONDS.toNanos(1);
        return String.format(Locale.ROOT, "%d, for %.1f s or more", job.getAsLong(), seconds)
                + worker.progress().map(Drawing::describe).orElse("");
    }

    private static String describe(Progress progress) {
        StringBuilder text = new StringBuilder();
        progress.name().ifPresent(name -> text.append(", ").append(Visible.line(name)));
        if (!Double.isNaN(progress.fraction())) {
            text.append(String.format(Locale.ROOT, ", %.0f %%", 100 * progress.fraction()));
        }
        if (!progress.message().isEmpty()) {
            text.append(", ").append(Visible.line(progress.message()));
        }
        return text.toString();
    }
}
