package org.sempool.cli;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How every command ends: the one place that handles signals, has a shutdown hook and exits.
 *
 * <pre>
 *   by itself                exit(code)
 *   the first SIGINT         what the command wants instead, if anything; else as any other:
 *   SIGINT, SIGTERM, SIGHUP  last words: results that are there get out, the user is told
 *                            beside them: files are removed, and pools stop (they have hooks of their own)
 *                            then exit with 128 and the signal's number
 * </pre>
 *
 * <p>Last words go to streams of the user's, who may read them no more, and any thread may be
 * blocked on them with any lock: so they are not waited for after a while. Nor is anything else for
 * ever. Further signals change nothing.
 *
 * <p>Thread-safe.
 */
final class Ending {
    /** What a command has to do at its end, until it has done so itself. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** As a shell has it: 128 and the number of the signal. */
    private enum Signal {
        HUP(129),
        INT(ExitCode.INTERRUPTED),
        TERM(143);

        private final int code;

        Signal(int code) {
            this.code = code;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
    private static final Duration LAST_WORDS = Duration.ofMillis(1500);

    /** A pool may have many workers to kill, on a machine that is busy. */
    private static final Duration ALL = Duration.ofSeconds(10);

    private static final int BY_ITSELF = 0;

    private final IntConsumer exit;
    private final IntConsumer halt;
    private final AtomicReference<@Nullable Integer> cause = new AtomicReference<>();
    private final Deque<Runnable> lastWords = new ConcurrentLinkedDeque<>();
    private final Deque<Runnable> cleaning = new ConcurrentLinkedDeque<>();
    private final AtomicReference<@Nullable Runnable> onInterrupt = new AtomicReference<>();
    private volatile Runnable foreignExit = () -> {};

    /**
     * @param exit runs {@link #atShutdown}, with others, and ends the JVM
     * @param halt ends the JVM
     */
    Ending(IntConsumer exit, IntConsumer halt) {
        this.exit = exit;
        this.halt = halt;
    }

    /** In force from now on. */
    static Ending install() {
        Runtime runtime = Runtime.getRuntime();
        Ending ending = new Ending(runtime::exit, runtime::halt);
        try {
            runtime.addShutdownHook(new Thread(ending::atShutdown, "pool-ending"));
        } catch (IllegalStateException alreadyEnding) {
            // A signal was faster. The JVM will not let this thread come far.
            while (true) {
                LockSupport.park(ending);
            }
        }
        for (Signal signal : Signal.values()) {
            var _ =
                    new ProcessSignal(signal.name())
                            .handle(
                                    signal == Signal.INT
                                            ? ending::interrupt
                                            : () -> ending.endBySignal(signal.code));
        }
        return ending;
    }

    /** The command has ended by itself. Does not return. */
    void exit(int code) {
        var _ = cause.compareAndSet(null, BY_ITSELF);
        exit.accept(code);
    }

    /** Whether a signal ends the command: what else goes wrong meanwhile is no news. */
    boolean isBySignal() {
        Integer code = cause.get();
        return code != null && code != BY_ITSELF;
    }

    /** The first SIGINT does this, and does not end the command. */
    Registration onInterrupt(Runnable action) {
        onInterrupt.set(action);
        return () -> onInterrupt.compareAndSet(action, null);
    }

    /**
     * If a signal ends the command, tries this for a moment. Of several, the last begins. It may
     * still run while others use the same streams, or be cut short.
     */
    Registration lastWords(Runnable words) {
        lastWords.addFirst(words);
        return () -> lastWords.remove(words);
    }

    /**
     * If code that is not the command's ends the JVM, as a handler's that calls System.exit, says
     * so: the exit code of that code would pass for the command's.
     */
    void onForeignExit(Runnable words) {
        foreignExit = words;
    }

    /**
     * If a signal ends the command, removes what it would leave, or stops it. Of several, the last
     * begins.
     */
    Registration cleaning(Runnable removal) {
        cleaning.addFirst(removal);
        return () -> cleaning.remove(removal);
    }

    /** For the signal's thread. */
    void interrupt() {
        Runnable action = onInterrupt.getAndSet(null);
        if (action != null && cause.get() == null) {
            action.run();
        } else {
            endBySignal(Signal.INT.code);
        }
    }

    /**
     * Nobody reads what the command writes: ends as by SIGPIPE, which JVMs ignore. Does not return.
     */
    void endUnread() {
        endBySignal(ExitCode.NOBODY_READS);
    }

    /** For the signal's thread. Does not return. */
    void endBySignal(int code) {
        if (cause.compareAndSet(null, code)) {
            var _ = daemon("pool-deadline", () -> haltAfter(ALL, code));
        }
        exit.accept(code);
    }

    /** For the shutdown hook. */
    void atShutdown() {
        if (cause.get() == null) {
            foreignExit.run();
            runAll(cleaning);
            halt.accept(ExitCode.CANNOT_START);
            return;
        }
        if (!isBySignal()) {
            return;
        }
        Thread words = daemon("pool-last-words", () -> runAll(lastWords));
        runAll(cleaning);
        try {
            if (!words.join(LAST_WORDS)) {
                LOG.debug("nobody reads the last words");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void runAll(Deque<Runnable> actions) {
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                LOG.debug("not all was done at the end", e);
            }
        }
    }

    private void haltAfter(Duration time, int code) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        halt.accept(code);
    }

    private static Thread daemon(String name, Runnable action) {
        return Thread.ofPlatform().daemon().name(name).start(action);
    }
}
