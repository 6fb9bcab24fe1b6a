package org.sempool.cli;

import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
 *   SIGINT, SIGTERM, SIGHUP  what waits for room on a stream is let go
 *                            pools are stopped, and files removed
 *                            beside that, last words: results that are there get out, the user is told
 *                            then exit with 128 and the signal's number
 * </pre>
 *
 * <p>Two seconds after the signal the JVM halts, whatever still runs: last words to streams that
 * nobody reads, shutdown hooks of the user's code. Only what would be left behind is waited for
 * longer, since many workers take their time to be killed on a busy machine, but not for ever
 * either: a file system may answer no more. Further signals change nothing, unless the command has
 * ended by itself and a hook of the user's code hangs: that ends in the same way.
 *
 * <p>Pools have shutdown hooks of their own, which run at the same time. That does no harm: of all
 * that stop a pool one does it, and the others return when it has.
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

    /** From the signal on, for those who say something; within the time for all. */
    private static final Duration LAST_WORDS = Duration.ofMillis(1500);

    private static final Duration ALL = Duration.ofSeconds(2);

    /** For what would be left behind: much, on a machine that is busy. */
    private static final Duration CLEANING = Duration.ofSeconds(10);

    private static final int BY_ITSELF = 0;

    private final IntConsumer exit;
    private final IntConsumer halt;
    private final AtomicReference<@Nullable Integer> cause = new AtomicReference<>();
    private final Deque<Runnable> lastWords = new ConcurrentLinkedDeque<>();
    private final Deque<Runnable> cleaning = new ConcurrentLinkedDeque<>();
    private final AtomicReference<@Nullable Runnable> onInterrupt = new AtomicReference<>();
    private final AtomicBoolean limited = new AtomicBoolean();
    private final CountDownLatch cleaned = new CountDownLatch(1);
    private volatile Runnable release = () -> {};
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

    /** Unless the command ends by itself, this comes first, and must not block. */
    void release(Runnable action) {
        release = action;
    }

    /**
     * If code that is not the command's ends the JVM, as a handler's that calls System.exit, says
     * so: the exit code of that code would pass for the command's.
     */
    void onForeignExit(Runnable words) {
        foreignExit = words;
    }

    /**
     * Unless the command ends by itself, removes what it would leave, or stops it. Of several, the
     * last begins.
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
        var _ = cause.compareAndSet(null, code);
        limitTime(code);
        exit.accept(code);
    }

    /** For the shutdown hook. */
    void atShutdown() {
        Integer code = cause.get();
        if (code == null) {
            limitTime(ExitCode.CANNOT_START);
            clean(foreignExit);
            halt.accept(ExitCode.CANNOT_START);
        } else if (code == BY_ITSELF) {
            cleaned.countDown();
        } else {
            clean(() -> runAll(lastWords));
        }
    }

    private void clean(Runnable words) {
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        release.run();
        Optional<Thread> speaker = daemon("pool-last-words", words);
        runAll(cleaning);
        cleaned.countDown();
        speaker.ifPresent(thread -> awaitEnd(thread, Duration.ofNanos(end - System.nanoTime())));
    }

    private static void awaitEnd(Thread speaker, Duration patience) {
        try {
            if (!speaker.join(patience)) {
                LOG.debug("nobody reads the last words");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on; the first call counts. */
    private void limitTime(int code) {
        if (limited.compareAndSet(false, true)) {
            var _ = daemon("pool-deadline", () -> haltInTime(code));
        }
    }

    private void haltInTime(int code) {
        long end = System.nanoTime() + ALL.toNanos();
        try {
            var _ = cleaned.await(CLEANING.toNanos(), TimeUnit.NANOSECONDS);
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        halt.accept(code);
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

    /** Empty if the system has no room for another thread: then all else is done without it. */
    private static Optional<Thread> daemon(String name, Runnable action) {
        try {
            return Optional.of(Thread.ofPlatform().daemon().name(name).start(action));
        } catch (OutOfMemoryError noThread) {
            LOG.debug("goes without {}", name, noThread);
            return Optional.empty();
        }
    }
}
