package org.sempool.shm;

import org.sempool.claim.StateWord;

/**
 * The states of a slot, as in its {@link StateWord}.
 *
 * <pre>
 *              claimFree           publish            claimFull
 *        FREE -----------> WRITING --------> FULL ---------------> CLAIMED
 *         ^                   |               ^       putBack      |  |
 *         |                   | abandon       +--------------------+  | free
 *         +-------------------+---------------------------------------+
 *                             generation + 1
 * </pre>
 *
 * <p>A FULL slot keeps the number of its writer.
 */
final class SlotState {
    static final int FREE = 0;
    static final int WRITING = 1;
    static final int FULL = 2;
    static final int CLAIMED = 3;

    private SlotState() {}

    static String describe(long word) {
        String name =
                switch (StateWord.state(word)) {
                    case FREE -> "FREE";
                    case WRITING -> "WRITING";
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
