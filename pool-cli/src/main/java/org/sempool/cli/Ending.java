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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How every command ends: the one place that handles signals, has a shutdown hook and exits.
 *
 * <pre>
 *   by itself                exit(code)
 *   the first SIGINT         the command's own action, if it has one; else as the others:
 *   SIGINT, SIGTERM, SIGHUP  threads that wait for room on a stream are released
 *                            pools are stopped, and files removed
 *                            meanwhile last words: ready results get out, the user is told
 *                            then exit with 128 plus the signal's number
 * </pre>
 *
 * <p>Two seconds after the signal the JVM halts, whatever still runs: last words to streams that
 * nobody reads, shutdown hooks of the user's code. Only cleaning may take longer, since killing
 * many workers takes time on a busy machine; it is bounded, too, because a file system may stop
 * answering. Further signals change nothing, unless the command {@linkplain #haltAtSecondSignal
 * wants it otherwise}, or has ended by itself and a hook of the user's code hangs: then a signal
 * halts the JVM in the same way.
 *
 * <p>Pools have shutdown hooks of their own, which run at the same time. That is harmless: of all
 * threads that stop a pool, one does it, and the others return when it has.
 *
 * <p>Thread-safe.
 */
final class Ending {
    /** What a command has to do at its end, unless it has already done it. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Exits with 128 plus the signal's number, as in a shell. */
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

    /** How long last words may take after the signal; part of the limit for everything. */
    private static final Duration LAST_WORDS = Duration.ofMillis(1500);

    private static final Duration ALL = Duration.ofSeconds(2);

    /** How long cleaning may take: much may have to be removed, and on a busy machine. */
    private static final Duration CLEANING = Duration.ofSeconds(10);

    private static final Pattern SIGNAL_THREAD = Pattern.compile("SIG\\w+ handler");
    private static final int BY_ITSELF = 0;

    private final IntConsumer exit;
    private final IntConsumer halt;
    private final AtomicReference<@Nullable Integer> cause = new AtomicReference<>();
    private final Deque<Runnable> lastWords = new ConcurrentLinkedDeque<>();
    private final Deque<Runnable> cleaning = new ConcurrentLinkedDeque<>();
    private final AtomicReference<@Nullable Runnable> onInterrupt = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> onSignal = new AtomicReference<>();
    private final AtomicBoolean limited = new AtomicBoolean();
    private final AtomicBoolean haltsAtSecondSignal = new AtomicBoolean();
    private final CountDownLatch cleaned = new CountDownLatch(1);
    private volatile Runnable release = () -> {};
    private volatile Runnable foreignExit = () -> {};

    /**
     * @param exit runs {@link #atShutdown}, among other hooks, and ends the JVM
     * @param halt ends the JVM
     */
    Ending(IntConsumer exit, IntConsumer halt) {
        this.exit = exit;
        this.halt = halt;
    }

    /** Creates an ending that is in force from now on. */
    static Ending install() {
        Runtime runtime = Runtime.getRuntime();
        Ending ending = new Ending(runtime::exit, runtime::halt);
        try {
            runtime.addShutdownHook(new Thread(ending::atShutdown, "pool-ending"));
        } catch (IllegalStateException alreadyEnding) {
            // A signal came first. The JVM will soon end this thread.
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
                                            : () -> ending.signal(signal.code));
        }
        return ending;
    }

    /** Ends a command that is done. Does not return. */
    void exit(int code) {
        var _ = cause.compareAndSet(null, BY_ITSELF);
        exit.accept(code);
    }

    /** Whether a signal ends the command: other failures are then not worth reporting. */
    boolean isBySignal() {
        Integer code = cause.get();
        return code != null && code != BY_ITSELF;
    }

    /** Makes the first SIGINT do this instead of ending the command. */
    Registration onInterrupt(Runnable action) {
        onInterrupt.set(action);
        return () -> onInterrupt.compareAndSet(action, null);
    }

    /** Makes the first signal of any kind do this instead of ending the command. */
    Registration onSignal(Runnable action) {
        onSignal.set(action);
        return () -> onSignal.compareAndSet(action, null);
    }

    /**
     * Tries this for a moment if a signal ends the command. The last registration runs first. It
     * may still run while others use the same streams, and may be cut short.
     */
    Registration lastWords(Runnable words) {
        lastWords.addFirst(words);
        return () -> lastWords.remove(words);
    }

    /** Does this first, unless the command ends by itself. The action must not block. */
    void release(Runnable action) {
        release = action;
    }

    /**
     * Says this if code other than the command's ends the JVM, such as a handler that calls
     * System.exit: otherwise that code's exit code would pass for the command's.
     */
    void onForeignExit(Runnable words) {
        foreignExit = words;
    }

    /**
     * Removes or stops what the command would leave behind, unless the command ends by itself. The
     * last registration runs first.
     */
    Registration cleaning(Runnable removal) {
        cleaning.addFirst(removal);
        return () -> cleaning.remove(removal);
    }

    /**
     * Makes a second signal halt the JVM, while the first one's cleaning still runs: for commands
     * that leave nothing bad behind without it.
     */
    Registration haltAtSecondSignal() {
        haltsAtSecondSignal.set(true);
        return () -> haltsAtSecondSignal.set(false);
    }

    /** Called by the signal's thread. */
    void interrupt() {
        Runnable action = onInterrupt.getAndSet(null);
        if (action != null && cause.get() == null) {
            action.run();
        } else {
            signal(Signal.INT.code);
        }
    }

    /** Called by the signal's thread. */
    void signal(int code) {
        Runnable action = onSignal.getAndSet(null);
        if (action != null && cause.get() == null) {
            action.run();
        } else {
            endBySignal(code);
        }
    }

    /**
     * Nobody reads what the command writes: ends as SIGPIPE would, which JVMs ignore. Does not
     * return.
     */
    void endUnread() {
        endBySignal(ExitCode.NOBODY_READS);
    }

    /** Called by the signal's thread. Does not return. */
    void endBySignal(int code) {
        if (!cause.compareAndSet(null, code) && haltsAtSecondSignal.get()) {
            halt.accept(code);
        }
        limitTime(code);
        exit.accept(code);
    }

    /** Called by the shutdown hook. */
    void atShutdown() {
        Integer code = cause.get();
        if (code == null && isBySignalOfJvm()) {
            // It came before the handlers of this class: there is nothing to clean yet.
            cleaned.countDown();
        } else if (code == null) {
            limitTime(ExitCode.CANNOT_START);
            clean(foreignExit);
            halt.accept(ExitCode.CANNOT_START);
        } else if (code == BY_ITSELF) {
            cleaned.countDown();
        } else {
            clean(() -> runAll(lastWords));
        }
    }

    /** Whether the JVM's own handler of a signal ends it, in a thread that is named after it. */
    private static boolean isBySignalOfJvm() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> SIGNAL_THREAD.matcher(thread.getName()).matches());
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
                LOG.debug("the last words have no reader");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Limits the time from now on; only the first call counts. */
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
                LOG.debug("an action at the end failed", e);
            }
        }
    }

    /** Empty if the system has no room for another thread: the rest is then done without it. */
    private static Optional<Thread> daemon(String name, Runnable action) {
        try {
            return Optional.of(Thread.ofPlatform().daemon().name(name).start(action));
        } catch (OutOfMemoryError noThread) {
            LOG.debug("cannot start the thread {}", name, noThread);
            return Optional.empty();
        }
    }
}
