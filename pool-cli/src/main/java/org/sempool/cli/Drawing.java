package org.sempool.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.sempool.inspect.Snapshot;
import org.sempool.inspect.Snapshot.Activity;
import org.sempool.inspect.Snapshot.PayloadMemory;
import org.sempool.inspect.Snapshot.Progress;
import org.sempool.inspect.Snapshot.Queue;
import org.sempool.inspect.Snapshot.Semaphore;
import org.sempool.inspect.Snapshot.State;
import org.sempool.inspect.Snapshot.Worker;

/**
 * Draws snapshots of one pool, one after the other, as text. Rates, and how long a worker has had
 * its job, take two snapshots, so it shows them from the second on.
 *
 * <p>On a terminal, the slots get the lines that everything else leaves free.
 */
final class Drawing {
    private static final AttributedStyle TITLE = AttributedStyle.BOLD;
    private static final AttributedStyle HEAD = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle GOOD =
            AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle BAD =
            AttributedStyle.DEFAULT.foreground(AttributedStyle.RED).bold();

    /** For what stands behind the sparkline. */
    private static final int BESIDE_SPARKLINE = "   max 1,000,000/s".length();

    private static final int USUAL_SPARKLINE = 40;

    /** Of each queue, what does not depend on its slots. */
    private static final int FIXED_LINES_OF_QUEUE = 3;

    private final JobAges ages = new JobAges();
    private final boolean isUnicode;
    private final List<QueueView> views = new ArrayList<>();

    /** What is remembered of a queue. */
    private static final class QueueView {
        private final SlotMap slots = new SlotMap();
        private final Rate put = new Rate();
        private final Rate done = new Rate();
    }

    /**
     * @param isUnicode whether block elements can be shown
     */
    Drawing(boolean isUnicode) {
        this.isUnicode = isUnicode;
    }

    /**
     * Returns the lines for a snapshot that was taken at this time of the monotonic clock.
     *
     * @param room how many lines there may be; if the queues alone need more, there are more
     */
    List<AttributedString> draw(Snapshot now, long nanos, TerminalSize room) {
        while (views.size() < now.queues().size()) {
            views.add(new QueueView());
        }
        int workers = now.workers().isEmpty() ? 0 : 1 + now.workers().size();
        int fixed = 1 + workers + FIXED_LINES_OF_QUEUE * now.queues().size();
        List<AttributedString> lines = new ArrayList<>();
        lines.add(title(now));
        for (int i = 0; i < now.queues().size(); i++) {
            addQueue(lines, i, now.queues().get(i), nanos, mapRoom(now, room.less(fixed)));
        }
        if (!now.workers().isEmpty()) {
            space(lines, room);
            lines.add(new AttributedString("  worker  process  does        job", HEAD));
            now.workers().forEach(worker -> lines.add(describe(now, worker, nanos)));
        }
        return lines;
    }

    /** How many jobs are done in a second, over the last seconds. */
    double jobsPerSecond() {
        return views.isEmpty() ? 0 : views.getFirst().done.perSecond();
    }

    /** The lines for a queue's slots: an equal share, and of what small queues do not need. */
    private static TerminalSize mapRoom(Snapshot now, TerminalSize room) {
        if (!room.isLimited()) {
            return room;
        }
        TerminalSize equal = room.share(Math.max(1, now.queues().size()));
        int lines = room.lines();
        int large = 0;
        for (Queue queue : now.queues()) {
            int needed = SlotMap.mostLines(queue, room);
            if (needed <= equal.lines()) {
                lines -= needed;
            } else {
                large++;
            }
        }
        return large == 0 ? equal : new TerminalSize(room.columns(), Math.max(1, lines / large));
    }

    private static void space(List<AttributedString> lines, TerminalSize room) {
        if (!room.isLimited()) {
            lines.add(AttributedString.EMPTY);
        }
    }

    private static AttributedString title(Snapshot now) {
        AttributedStringBuilder title = new AttributedStringBuilder();
        title.append("" + now.path(), TITLE).append("  made by process " + now.owner());
        if (!now.ownerAlive()) {
            title.append(", which is gone", BAD);
        }
        return title.toAttributedString();
    }

    private void addQueue(
            List<AttributedString> lines, int index, Queue queue, long nanos, TerminalSize room) {
        QueueView view = views.get(index);
        view.put.add(nanos, queue.put());
        view.done.add(nanos, queue.done());
        space(lines, room);
        lines.add(describe(queue, SlotMap.perCharacter(queue, room)));
        lines.addAll(view.slots.draw(queue, room));
        lines.add(counters(queue, view, index == 0, room));
        List<String> more = new ArrayList<>();
        queue.semaphores().forEach(semaphore -> more.add(describe(semaphore)));
        queue.payloadMemory().ifPresent(memory -> more.add(describe(memory)));
        if (room.isLimited()) {
            lines.add(new AttributedString("  " + String.join("; ", more)));
        } else {
            more.forEach(line -> lines.add(new AttributedString("  " + line)));
        }
    }

    private static AttributedString describe(Queue queue, int perCharacter) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(queue.name(), TITLE)
                .append(
                        String.format(
                                Locale.ROOT,
                                ": %d slots, %d free, %d being written, %d full, %d held",
                                queue.slots().size(),
                                queue.count(State.FREE),
                                queue.count(State.WRITING),
                                queue.count(State.FULL),
                                queue.count(State.HELD)));
        if (perCharacter > 1) {
            line.append("; a character is " + perCharacter + " slots", HEAD);
        }
        return line.toAttributedString();
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

    /** With a history of the queue that has the jobs. */
    private AttributedString counters(
            Queue queue, QueueView view, boolean hasHistory, TerminalSize room) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append("  qii: " + queue.put() + " put").append(rate(view.put));
        line.append(", qjj: " + queue.done() + " done").append(rate(view.done));
        int columns =
                room.isLimited()
                        ? Math.max(0, room.columns() - line.columnLength() - BESIDE_SPARKLINE)
                        : USUAL_SPARKLINE;
        String history = hasHistory ? view.done.sparkline(columns, isUnicode) : "";
        if (!history.isBlank()) {
            line.append("  ")
                    .append(history, GOOD)
                    .append(" max " + Rate.format(view.done.highest(columns)), HEAD);
        }
        return line.toAttributedString();
    }

    private static String rate(Rate rate) {
        return rate.isKnown() ? " (" + Rate.format(rate.perSecond()) + ")" : "";
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

    private AttributedString describe(Snapshot pool, Worker worker, long nanos) {
        String job = job(worker, ages.look(pool, worker, nanos));
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(
                String.format(Locale.ROOT, "  %6d", worker.number()),
                SlotMap.styleOf(worker.number()));
        line.append(
                String.format(
                        Locale.ROOT,
                        "  %7s  ",
                        worker.process().isPresent() ? "" + worker.process().getAsLong() : "-"));
        String activity = worker.activity().name().toLowerCase(Locale.ROOT);
        line.append(
                job.isEmpty() ? activity : String.format(Locale.ROOT, "%-10s", activity),
                style(worker.activity()));
        return line.append(job.isEmpty() ? "" : "  " + job).toAttributedString();
    }

    private static AttributedStyle style(Activity activity) {
        return switch (activity) {
            case WORKING, PUBLISHING -> GOOD;
            case DEAD -> BAD;
            case ABSENT, ASLEEP, AWAKE -> HEAD;
        };
    }

    private static String job(Worker worker, JobAges.Age age) {
        if (worker.job().isEmpty()) {
            return "";
        }
        return String.format(
                        Locale.ROOT,
                        "%d, for %.1f s%s",
                        worker.job().getAsLong(),
                        age.nanos() / 1e9,
                        age.isExact() ? "" : " or more")
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
