package org.sempool.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.sempool.inspect.Snapshot.Queue;
import org.sempool.inspect.Snapshot.Slot;
import org.sempool.inspect.Snapshot.State;

/**
 * The slots of a queue, a character each; if there is no room for that, a character for several,
 * which shows the busiest of them. Slots that have changed since the last picture are bright.
 */
final class SlotMap {
    private static final TerminalSize USUAL = new TerminalSize(68, 4);
    private static final String INDENT = "  |";
    private static final String END = "|";

    /** So that a place is easily found again. */
    private static final int LINE_STEP = 8;

    private static final char FREE = '.';
    private static final char WRITING = 'w';
    private static final char FULL = '#';

    /** Who holds a slot: workers from 1; 0 is the coordinator. */
    private static final String OWNERS = "0123456789abcdefghijklmnopqrstuvxyz";

    private static final char ANOTHER = '*';

    private static final List<AttributedStyle> OWNER_STYLES =
            List.of(
                    AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW),
                    AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN),
                    AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN),
                    AttributedStyle.DEFAULT.foreground(AttributedStyle.RED));

    private List<Slot> before = List.of();

    /** How many lines a queue takes with a character for each slot. */
    static int mostLines(Queue queue, TerminalSize room) {
        return Math.ceilDiv(queue.slots().size(), perLine(orUsual(room)));
    }

    /** Draws the slots, and remembers them for the next picture. */
    List<AttributedString> draw(Queue queue, TerminalSize room) {
        TerminalSize size = orUsual(room);
        int count = queue.slots().size();
        int perLine = perLine(size);
        int perCharacter = perCharacter(queue, room);
        AttributedStringBuilder all = new AttributedStringBuilder();
        for (int from = 0; from < count; from += perCharacter) {
            int to = Math.min(count, from + perCharacter);
            Slot busiest =
                    queue.slots().subList(from, to).stream()
                            .reduce((a, b) -> a.state().compareTo(b.state()) >= 0 ? a : b)
                            .orElseThrow();
            all.append(character(busiest), style(busiest, hasChanged(queue, from, to)));
        }
        before = queue.slots();
        List<AttributedString> lines = new ArrayList<>();
        for (int from = 0; from < all.length(); from += perLine) {
            lines.add(
                    new AttributedStringBuilder()
                            .append(INDENT)
                            .append(all, from, Math.min(all.length(), from + perLine))
                            .append(END)
                            .toAttributedString());
        }
        return lines;
    }

    /** How many slots a character stands for. */
    static int perCharacter(Queue queue, TerminalSize room) {
        TerminalSize size = orUsual(room);
        return Math.max(1, Math.ceilDiv(queue.slots().size(), perLine(size) * size.lines()));
    }

    private static TerminalSize orUsual(TerminalSize room) {
        return room.isLimited() ? room : USUAL;
    }

    private static int perLine(TerminalSize size) {
        int room = size.columns() - INDENT.length() - END.length();
        return room < LINE_STEP ? Math.max(1, room) : room - room % LINE_STEP;
    }

    private boolean hasChanged(Queue queue, int from, int to) {
        return before.size() == queue.slots().size()
                && !before.subList(from, to).equals(queue.slots().subList(from, to));
    }

    private static String character(Slot slot) {
        return ""
                + switch (slot.state()) {
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

    private static AttributedStyle style(Slot slot, boolean changed) {
        AttributedStyle style =
                switch (slot.state()) {
                    case FREE -> AttributedStyle.DEFAULT;
                    case WRITING -> AttributedStyle.DEFAULT.foreground(AttributedStyle.MAGENTA);
                    case FULL -> AttributedStyle.DEFAULT.foreground(AttributedStyle.BLUE);
                    case HELD -> styleOf(slot.owner().orElse(0));
                };
        if (changed) {
            return style.bold();
        }
        return slot.state() == State.FREE ? style.faint() : style;
    }

    /** Neighbouring numbers have different colours. */
    static AttributedStyle styleOf(int worker) {
        return OWNER_STYLES.get(worker % OWNER_STYLES.size());
    }

    static AttributedString legend() {
        AttributedStringBuilder legend = new AttributedStringBuilder().append("slots: ");
        legend.append("" + FREE, AttributedStyle.DEFAULT.faint()).append(" free, ");
        legend.append("" + WRITING, AttributedStyle.DEFAULT.foreground(AttributedStyle.MAGENTA))
                .append(" being written, ");
        legend.append("" + FULL, AttributedStyle.DEFAULT.foreground(AttributedStyle.BLUE))
                .append(" full, or held: ");
        legend.append("1", styleOf(1)).append(" to ").append("z", styleOf(2));
        return legend.append(" a worker, 0 the coordinator, * others").toAttributedString();
    }
}
