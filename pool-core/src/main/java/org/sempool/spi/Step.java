package org.sempool.spi;

import org.jspecify.annotations.Nullable;

/**
 * The steps of the protocol. Each constant stands for the moment just after its step. The action of
 * the formal model has the same name (the steps with files are not in the model).
 *
 * <p>A test can stop or kill any process at any of them: the system property {@code sempool.steps}
 * names a listener class that is called at each step. Without it the listener is a constant null,
 * and the compiler drops the calls.
 */
public enum Step {
    /**
     * A free slot belongs to the thread that will write to it: of a job, in the coordinator's
     * memory; of a result, by the worker's note.
     */
    CLAIM_FREE,
    /** Payload and header are written, and no other process sees them yet. */
    WRITE,
    /** The slot went from FREE to FULL, and no sleeper is woken yet. */
    PUBLISH,
    /** What was written is dropped, with the slot's generation, and no sleeper is woken yet. */
    ABANDON,
    /**
     * A message was taken: of a job, its slot went from FULL to CLAIMED; a result, in the
     * coordinator's memory.
     */
    CLAIM_FULL,
    /** The job is out of the coordinator's table, and its result's slot is not free yet. */
    DELIVER,
    /** The slot went from CLAIMED or FULL to FREE, and no sleeper is woken yet. */
    FREE,
    /** A job can be taken again, CLAIMED to FULL in a slot, and no taker has been told yet. */
    PUT_BACK,
    /**
     * After one of these changes in the jobs queue the slot's block is marked, and no sleeper is
     * woken yet.
     */
    MARK,
    /** A check of all slots of a block has begun: its mark says so. */
    BEGIN_CHECK,
    /**
     * The check found nothing, and has removed the mark unless the block was marked again
     * meanwhile.
     */
    END_CHECK,
    /** A process has registered as a sleeper, and has not checked the slots since. */
    ENTER_SLEEPERS,
    /** A sleeper has checked all slots, found none, and does not sleep yet. */
    LOOK_AS_SLEEPER,
    /** A sleeper has got a permit, and is still registered. */
    SLEEP,
    /** A sleeper is no longer registered, whether it was woken or not. */
    LEAVE_SLEEPERS,
    /** A woken process has checked all slots, and has not woken the next one yet. */
    LOOK_WOKEN,
    /** A process that released a slot has seen a sleeper. */
    LOOK_FOR_SLEEPERS,
    /** ... and has seen that no permit is on its way to one. */
    LOOK_FOR_PERMITS,
    /** A permit is added, and the kernel has not been told yet. (Semaphore futex only.) */
    ADD_PERMIT,
    /** The sleeper that had to be woken is woken. */
    WAKE,

    /** One chunk of the payload memory was claimed for the message being written. */
    CLAIM_CHUNK,
    /** The file of the payload memory has memory for some chunks, whose words do not say so yet. */
    PROVIDE_CHUNKS,

    /** A file was begun for a payload that does not fit its slot. */
    BEGIN_FILE,
    /** The file is complete, and its message not published yet. */
    FINISH_FILE,
    /** The file is removed, and its message's slot not free yet. */
    REMOVE_FILE,

    /** Repair: the files of half-written results are gone. */
    DROP_FILES,
    /** Repair: the half-written result is dropped. */
    DROP_HALF_RESULT,
    /** Repair: a result was seen, or is being looked for, and may be taken at this very moment. */
    LOOK_FOR_RESULT,
    /** Repair: it is decided what happens to a job, and nothing is changed yet. */
    ASK_PENDING,
    /** Repair: a job is handed back, that is, put back or dropped. */
    HAND_BACK,
    /**
     * Repair: all blocks that the dead worker may have left unmarked are marked, on one side of the
     * jobs queue.
     */
    MARK_FOR_DEAD,
    /** Repair: the dead worker is no longer registered as a sleeper, on one side of one queue. */
    FORGET_SLEEPER,
    /**
     * Repair: a sleeper that the dead worker may have failed to wake is woken, on one side of one
     * queue.
     */
    WAKE_FOR_DEAD,
    /** Repair: all is done, and the worker's number may be used again. */
    REUSE_NUMBER;

    /** Called at every step that a process takes. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called by the thread that takes the step. An exception propagates into that thread.
         *
         * @param step the step
         */
        void reached(Step step);
    }

    /** To be called just after the step. */
    public void reached() {
        if (ListenerHolder.LISTENER != null) {
            ListenerHolder.LISTENER.reached(this);
        }
    }

    /**
     * Not a field of the enum: a start-up archive of the JVM may hold the enum as it was in another
     * run.
     */
    private static final class ListenerHolder {
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
