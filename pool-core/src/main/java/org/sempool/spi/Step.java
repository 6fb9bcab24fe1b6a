package org.sempool.spi;

import org.jspecify.annotations.Nullable;

/**
 * The steps of the protocol. Each constant stands for the moment just after its step, and its name
 * is also that of the action in the formal model (but for those with files, which are not in it).
 *
 * <p>A test can have any process stopped or killed at any of them: the system property {@code
 * sempool.steps} names a class that is told of each step. Without it there is nothing to tell, the
 * listener is a constant null, and the compiler drops the calls.
 */
public enum Step {
    /** A slot went from FREE to WRITING. */
    CLAIM_FREE,
    /** Payload and header are written, and nobody else sees them yet. */
    WRITE,
    /** The slot went from WRITING to FULL, and nobody is woken yet. */
    PUBLISH,
    /** The slot went from WRITING back to FREE, and nobody is woken yet. */
    ABANDON,
    /** A slot went from FULL to CLAIMED. */
    CLAIM_FULL,
    /** The job is out of the coordinator's table, and its result's slot is not free yet. */
    DELIVER,
    /** The slot went from CLAIMED to FREE, and nobody is woken yet. */
    FREE,
    /** The slot went from CLAIMED to FULL again, and nobody is woken yet. */
    PUT_BACK,
    /** After one of these changes the slot's block is marked, and nobody is woken yet. */
    MARK,
    /** A look at all slots of a block begins: its mark says so. */
    BEGIN_CHECK,
    /** The look has found nothing, and has taken the mark away if nobody has marked it since. */
    END_CHECK,
    /** Somebody is entered as a sleeper, and has not looked at the slots since. */
    ENTER_SLEEPERS,
    /** A sleeper has looked at all slots, found none, and does not sleep yet. */
    LOOK_AS_SLEEPER,
    /** A sleeper has got a permit, and is still entered. */
    SLEEP,
    /** A sleeper is entered no more, woken or not. */
    LEAVE_SLEEPERS,
    /** Who was woken has looked at all slots, and has not woken the next yet. */
    LOOK_WOKEN,
    /** Who gave a slot on has seen a sleeper. */
    LOOK_FOR_SLEEPERS,
    /** ... and that no permit is on its way to one. */
    LOOK_FOR_PERMITS,
    /** A permit is there, and the kernel is not told yet. (Semaphore futex only.) */
    ADD_PERMIT,
    /** Who had to be woken is woken. */
    WAKE,

    /** A payload that does not fit its slot has begun to go into a file. */
    BEGIN_FILE,
    /** The file is complete, and its message not published yet. */
    FINISH_FILE,
    /** The file is removed, and its message's slot not free yet. */
    REMOVE_FILE,

    /** Repair: the files of half-written results are gone. */
    DROP_FILES,
    /** Repair: a half-written result is dropped. */
    DROP_HALF_RESULT,
    /** Repair: a result was seen, or is being looked for, and may be taken at this very moment. */
    LOOK_FOR_RESULT,
    /** Repair: it is known what becomes of a job, and nothing is changed yet. */
    ASK_PENDING,
    /** Repair: a job is handed out again, or dropped. */
    HAND_BACK,
    /** Repair: what the dead worker may not have marked is marked, on one side of one queue. */
    MARK_FOR_DEAD,
    /** Repair: the dead worker is a sleeper no more, on one side of one queue. */
    FORGET_SLEEPER,
    /** Repair: whom the dead worker may have left asleep is woken, on one side of one queue. */
    WAKE_FOR_DEAD,
    /** Repair: all is done, and the worker's number may be used again. */
    REUSE_NUMBER;

    /** Told of every step that a process takes. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called by the thread that takes the step. What it throws, it throws there.
         *
         * @param step the step
         */
        void reached(Step step);
    }

    /** To be called just after the step. */
    public void reached() {
        if (Told.LISTENER != null) {
            Told.LISTENER.reached(this);
        }
    }

    /**
     * Not the enum's own: a start-up cache of the JVM may hold an enum as it was in another run.
     */
    private static final class Told {
        static final @Nullable Listener LISTENER = findListener();

        private static @Nullable Listener findListener() {
            String name = System.getProperty("sempool.steps");
            if (name == null) {
                return null;
            }
            try {
                return Class.forName(name)
                        .asSubclass(Listener.class)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("sempool.steps=" + name + " cannot be made", e);
            }
        }
    }
}
