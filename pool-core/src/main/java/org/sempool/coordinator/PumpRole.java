package org.sempool.coordinator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The role of the pump, as one thread has it: only that thread may take results. A delivery runs
 * code of the user's, which may block; then another thread, the successor, gets the role.
 *
 * <p>The watch offers the role as soon as it sees a delivery under way. Whoever is first has it
 * from then on: its thread, if it returns from the delivery, or a successor, which the watch starts
 * later if it sees the same delivery still under way.
 *
 * <pre>
 *   held (n) --offer--> offered (n + 1) --keep, by its thread--------> held (n + 2)
 *                                     \---takeOver, by the successor--> lost
 * </pre>
 *
 * <p>Each offer has a number of its own, so a successor that comes late takes nothing over.
 *
 * <p>A delivery that the watch does not see costs two stores and a load, and no fence:
 *
 * <pre>
 *   its thread   ends the delivery, then looks for an offer
 *   the watch    makes an offer, and much later looks whether the delivery has ended
 * </pre>
 *
 * <p>One of the two sees what the other did, or both do. Without a fence between store and load, a
 * processor may load first, and keep the store to itself until its store buffer is empty. That
 * takes less than a microsecond, and an interrupt or a change of threads empties the buffer at
 * once; the watch lets many milliseconds pass. So if the thread did not see the offer, the watch
 * sees that the delivery has ended, and starts no successor. (Morrison and Afek, "Temporally
 * bounding TSO for fence-free asymmetric synchronization", 2015.)
 */
final class PumpRole {
    private static final VarHandle STATE;
    private static final VarHandle DELIVERIES;
    private static final long LOST = -2;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(PumpRole.class, "state", long.class);
            DELIVERIES = lookup.findVarHandle(PumpRole.class, "deliveries", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Even while the role is held, odd while it is offered. */
    private long state;

    /** The state in which its thread holds it. Only for that thread. */
    private long held;

    /** How many have begun and ended: odd while one is under way. Written by its thread alone. */
    private long deliveries;

    private final JobEnds.Tally tally = new JobEnds.Tally();

    /** Counts the jobs that its thread ends. */
    JobEnds.Tally tally() {
        return tally;
    }

    /** For its thread: a delivery begins, which may block. */
    void begin() {
        DELIVERIES.setRelease(this, deliveries + 1);
    }

    /** For its thread: the delivery has returned. {@link #keep} has to follow. */
    void end() {
        DELIVERIES.setRelease(this, deliveries + 1);
    }

    /** For its thread: whether it still has the role, and may take another result. */
    boolean keep() {
        // Costs nothing, and keeps the compiler from loading before the store in end().
        VarHandle.acquireFence();
        long now = (long) STATE.getAcquire(this);
        if (now == held) {
            return true;
        }
        if (isOffered(now) && STATE.compareAndSet(this, now, now + 1)) {
            held = now + 1;
            return true;
        }
        return false;
    }

    /** For the watch: how many deliveries have begun and ended. */
    long deliveries() {
        return (long) DELIVERIES.getAcquire(this);
    }

    static boolean isUnderWay(long deliveries) {
        return (deliveries & 1) != 0;
    }

    /** For the watch: offers the role, unless it is offered already; returns the offer's number. */
    long offer() {
        long now = (long) STATE.getAcquire(this);
        if (now == LOST || isOffered(now)) {
            return now;
        }
        // Only the watch changes a role that is held.
        STATE.setVolatile(this, now + 1);
        return now + 1;
    }

    /** For the successor: takes the role from its thread, unless that was first. */
    boolean takeOver(long offer) {
        return isOffered(offer) && STATE.compareAndSet(this, offer, LOST);
    }

    private static boolean isOffered(long state) {
        return (state & 1) != 0;
    }
}
