package org.sempool.shm;

import org.sempool.claim.StateWord;

/**
 * The states of a slot, as in its {@link StateWord}.
 *
 * <pre>
 *   a job                                        a result
 *
 *              publish            claimFull                  publish
 *        FREE --------> FULL ---------------> CLAIMED     FREE --------> FULL
 *        ^  ^            ^       putBack      |  |        ^  ^            |
 *        |  |            +--------------------+  | free   |  +------------+ free
 *        |  +------------------------------------+        |
 *        +-- abandon, of a FREE slot                      +-- abandon
 *
 *   free and abandon: generation + 1
 * </pre>
 *
 * <p>While a slot is FREE, one thread may write to it: in the jobs queue the thread of the
 * coordinator that has reserved it, see {@link Reservations}; in the results queue the worker whose
 * lane it is in, see {@link LaneWriter}. A FULL slot has the number of its writer.
 */
final class SlotState {
    static final int FREE = 0;
    static final int FULL = 1;
    static final int CLAIMED = 2;

    private SlotState() {}

    static String describe(long word) {
        String name =
                switch (StateWord.state(word)) {
                    case FREE -> "FREE";
                    case FULL -> "FULL";
                    case CLAIMED -> "CLAIMED";
                    default -> "state " + StateWord.state(word);
                };
        return name
                + "(owner "
                + StateWord.owner(word)
                + ", generation "
                + StateWord.generation(word)
                + ")";
    }
}
