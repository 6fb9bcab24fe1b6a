package org.sempool.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.utils.AttributedCharSequence.ForceMode;
import org.jline.utils.AttributedString;

/**
 * The whole window of a terminal: each picture replaces the one before, until the user presses q.
 *
 * <pre>
 *   open     the terminal passes on each key, and changes to its second screen, without a cursor
 *   picture  from the upper left corner, each line erases its rest: nothing flickers
 *   await    until a key, another size of the window, or the time for the next picture
 *   close    the terminal is as before; the last picture stays on its first screen
 * </pre>
 *
 * <p>A signal closes it, too, and Ctrl-Z does until {@code fg}. If standard input is no terminal,
 * there are no keys, and Ctrl-C ends it.
 */
final class Screen implements Canvas {
    /** The second screen has no history to scroll back, and leaves the first as it is. */
    private static final String ENTER = "\033[?1049h\033[?25l";

    private static final String LEAVE = "\033[?25h\033[?1049l";
    private static final String HOME = "\033[H";
    private static final String ERASE_REST_OF_LINE = "\033[K";
    private static final String ERASE_BELOW = "\033[J";

    /** What every terminal with colours has. */
    private static final int COLOURS = 8;

    private static final int STANDARD_INPUT = 0;
    private static final TerminalSize USUAL_SIZE = new TerminalSize(80, 24);

    private enum Event {
        QUIT,
        /** Something has changed on the terminal. */
        REDRAW
    }

    private final PrintWriter out;
    private final boolean isUnicode;
    private final boolean isColoured;
    private final TerminalDevice window;
    private final TerminalDevice keyboard = new TerminalDevice(STANDARD_INPUT);
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ProcessSignal sizeChange = new ProcessSignal("WINCH");
    private final JobControl jobControl;
    private final Ending.Registration restoring;
    private final Ending.Registration lastWords;

    // Guarded by this.
    private boolean isShown;
    private boolean isClosed;
    private String last = "";

    private Screen(StandardOutput output, Ending ending) {
        out = output.writer();
        isUnicode = output.isUnicode();
        isColoured = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        window = output.device();
        restoring = ending.cleaning(keyboard::restore);
        lastWords = ending.lastWords(this::leaveForGood);
        jobControl = new JobControl(this::leave, this::comeBack);
        var _ = sizeChange.handle(this::redraw);
        enter();
        if (keyboard.exists()) {
            Thread.ofPlatform().daemon().name("pool-keys").start(this::readKeys);
        }
    }

    /** A canvas for standard output: a screen if that is a terminal which can move its cursor. */
    static Canvas open(StandardOutput output, Ending ending) {
        String type = System.getenv().getOrDefault("TERM", "dumb");
        return output.isTerminal() && !type.equals("dumb")
                ? new Screen(output, ending)
                : Canvas.below(output.writer(), output.isUnicode());
    }

    private void readKeys() {
        // Not System.in, which has a buffer and a charset.
        try (FileInputStream keys = new FileInputStream(FileDescriptor.in)) {
            int key = keys.read();
            while (key >= 0) {
                events.add(key == 'q' || key == 'Q' ? Event.QUIT : Event.REDRAW);
                key = keys.read();
            }
        } catch (IOException gone) {
            // Without a terminal there are no more keys, and a signal comes.
        }
    }

    private synchronized void enter() {
        if (!isClosed) {
            keyboard.passKeys();
            write(ENTER);
            isShown = true;
        }
    }

    private void comeBack() {
        enter();
        redraw();
    }

    private void redraw() {
        events.add(Event.REDRAW);
    }

    private synchronized void leave() {
        if (isShown) {
            isShown = false;
            write(LEAVE + last);
        }
        keyboard.restore();
    }

    private synchronized void leaveForGood() {
        isClosed = true;
        leave();
    }

    private boolean write(String text) {
        out.print(text);
        return !out.checkError();
    }

    @Override
    public TerminalSize size() {
        return window.size().orElse(USUAL_SIZE);
    }

    @Override
    public boolean isUnicode() {
        return isUnicode;
    }

    @Override
    public synchronized boolean show(List<AttributedString> lines) {
        if (!isShown) {
            return !isClosed;
        }
        List<String> fitting = fit(lines, size());
        // The last line has no end, which would scroll the screen.
        boolean seen =
                write(
                        HOME
                                + String.join(ERASE_REST_OF_LINE + "\n", fitting)
                                + ERASE_REST_OF_LINE
                                + ERASE_BELOW);
        last = String.join("\n", fitting) + "\n";
        return seen;
    }

    private List<String> fit(List<AttributedString> lines, TerminalSize size) {
        List<AttributedString> shown = lines;
        if (lines.size() > size.lines()) {
            int room = size.lines() - 1;
            shown = new ArrayList<>(lines.subList(0, room));
            shown.add(
                    new AttributedString(
                            "... "
                                    + (lines.size() - room)
                                    + " more lines, for which the window is too small"));
        }
        return shown.stream().map(line -> text(line.columnSubSequence(0, size.columns()))).toList();
    }

    private String text(AttributedString line) {
        return isColoured ? line.toAnsi(COLOURS, ForceMode.None) : line.toString();
    }

    @Override
    public boolean await(Duration pause) throws InterruptedException {
        Event event =
                Optional.ofNullable(events.poll(pause.toNanos(), TimeUnit.NANOSECONDS))
                        .orElse(Event.REDRAW);
        // One picture is enough for all that has happened meanwhile.
        while (event != Event.QUIT && !events.isEmpty()) {
            event = events.remove();
        }
        return event != Event.QUIT;
    }

    @Override
    public void close() {
        leaveForGood();
        jobControl.close();
        restoring.close();
        lastWords.close();
        sizeChange.reset();
    }
}
