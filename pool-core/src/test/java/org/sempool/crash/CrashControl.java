package org.sempool.crash;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.Step;

/**
 * Says at which step a process is to be caught, and which process was. It is a file that the test
 * and its victims map.
 */
final class CrashControl {
    private static final VarHandle LONG = JAVA_LONG.varHandle();
    private static final long ARMED = 0;
    private static final long CAUGHT = 64;
    private static final long RELEASED = 128;
    private static final long BYTES = 192;

    /** The armed word is: count of armings x TIMES + code of what is armed. */
    private static final long TIMES = 10_000;

    private static final long POLL_NANOS = 100_000;
    private static final List<Step> STEPS = List.of(Step.values());
    private static final List<Catch> WAYS = List.of(Catch.values());
    private static final ThreadLocal<@Nullable Step> LAST_RELEASE = new ThreadLocal<>();

    /** The steps that release a slot. */
    private static final Set<Step> RELEASES =
            Collections.unmodifiableSet(
                    EnumSet.of(Step.PUBLISH, Step.ABANDON, Step.FREE, Step.PUT_BACK));

    /**
     * The steps of a process that gives up a draft or a job: a worker after a failure, the
     * coordinator with a job that cannot be written, and repair for the dead.
     */
    static final Set<Step> GIVING_UP =
            Collections.unmodifiableSet(EnumSet.of(Step.ABANDON, Step.PUT_BACK));

    /** The steps that only repair takes. */
    static final Set<Step> REPAIR =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            Step.DROP_FILES,
                            Step.DROP_HALF_RESULT,
                            Step.LOOK_FOR_RESULT,
                            Step.ASK_PENDING,
                            Step.HAND_BACK,
                            Step.MARK_FOR_DEAD,
                            Step.FORGET_SLEEPER,
                            Step.WAKE_FOR_DEAD,
                            Step.REUSE_NUMBER));

    /** What a victim does when it is caught. */
    enum Catch {
        /** Waits at the step until the test kills it or lets it go. */
        WAIT,
        /** Halts its JVM. */
        HALT,
        /** Throws an error in the thread that took the step. */
        THROW
    }

    private final MemorySegment memory;

    @SuppressWarnings("MustBeClosedChecker") // mapped for as long as the process lives
    CrashControl(Path file) {
        try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
            memory = channel.map(READ_WRITE, 0, BYTES, Arena.ofAuto());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on the first process that reaches the step is caught. */
    void arm(Step step, Catch how) {
        arm(null, step, how);
    }

    /**
     * The same, only if the last release of the thread that reaches the step was this one, and it
     * has not slept since; null for any.
     */
    void arm(@Nullable Step release, Step step, Catch how) {
        // Each arming has a number: the process that was let go last time may not have noticed it
        // yet.
        long time = time() + 1;
        LONG.setVolatile(memory, CAUGHT, -time);
        LONG.setVolatile(memory, ARMED, time * TIMES + code(release, step, how));
    }

    void disarm() {
        LONG.setVolatile(memory, ARMED, time() * TIMES);
    }

    /** Lets a waiting process go. */
    void release() {
        LONG.setVolatile(memory, RELEASED, time());
    }

    /** A pause between two polls, for a process that waits for another to reach a point. */
    static void pause() {
        LockSupport.parkNanos(POLL_NANOS);
    }

    /** The process that was caught, or 0. */
    long caught() {
        return Math.max(0, (long) LONG.getVolatile(memory, CAUGHT));
    }

    private long time() {
        return (long) LONG.getVolatile(memory, ARMED) / TIMES;
    }

    private static long code(@Nullable Step release, Step step, Catch how) {
        long releases = release == null ? 0 : STEPS.indexOf(release) + 1;
        return (releases * STEPS.size() + STEPS.indexOf(step)) * WAYS.size()
                + WAYS.indexOf(how)
                + 1;
    }

    /** Called by victims at each step. */
    void reached(Step step) {
        Step release = LAST_RELEASE.get();
        if (RELEASES.contains(step)) {
            LAST_RELEASE.set(step);
        } else if (step == Step.ENTER_SLEEPERS) {
            // When it is woken it may wake another, which has nothing to do with that release.
            LAST_RELEASE.remove();
        }
        long armed = (long) LONG.getVolatile(memory, ARMED);
        long time = armed / TIMES;
        for (Catch how : WAYS) {
            boolean isArmed =
                    armed % TIMES == code(null, step, how)
                            || armed % TIMES == code(release, step, how);
            if (isArmed
                    && LONG.compareAndSet(memory, CAUGHT, -time, ProcessHandle.current().pid())) {
                beCaught(step, how, time);
            }
        }
    }

    private void beCaught(Step step, Catch how, long time) {
        switch (how) {
            case HALT -> Runtime.getRuntime().halt(9);
            case THROW -> throw new CaughtError(step);
            case WAIT -> {
                // Bounded by the test that caught this process.
                while ((long) LONG.getVolatile(memory, RELEASED) < time) {
                    pause();
                }
            }
        }
    }

    /** The error that is thrown at a step. */
    static final class CaughtError extends Error {
        private static final long serialVersionUID = 1L;

        CaughtError(Step step) {
            super("caught at " + step);
        }
    }
}
