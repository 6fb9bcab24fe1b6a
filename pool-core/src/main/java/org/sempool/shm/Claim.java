package org.sempool.shm;

import org.sempool.claim.StateWord;
import org.sempool.spi.Step;

/** The two kinds of claims in the jobs queue: of a free slot to write to, of a full one to read. */
interface Claim {
    /** Whether a slot with this word can be claimed. */
    boolean isPossible(int slot, long word);

    /** Claims a slot for an owner; returns false if it is not available. */
    boolean tryClaim(int slot, int owner);

    /** A thread of the coordinator reserves a free slot, unknown to other processes. */
    record ToWrite(SlotTable table, Reservations reservations) implements Claim {
        @Override
        public boolean isPossible(int slot, long word) {
            return StateWord.state(word) == SlotState.FREE
                    && reservations.isOpen(slot, StateWord.generation(word));
        }

        @Override
        public boolean tryClaim(int slot, int owner) {
            long word = table.word(slot);
            boolean claimed =
                    StateWord.state(word) == SlotState.FREE
                            && reservations.tryReserve(slot, StateWord.generation(word));
            if (claimed) {
                Step.CLAIM_FREE.reached();
            }
            return claimed;
        }
    }

    /** A worker takes a job: the slot's word names it from now on. */
    record ToRead(SlotTable table, OwnerNotes notes) implements Claim {
        @Override
        public boolean isPossible(int slot, long word) {
            return StateWord.state(word) == SlotState.FULL;
        }

        @Override
        public boolean tryClaim(int slot, int owner) {
            long word = table.word(slot);
            if (StateWord.state(word) != SlotState.FULL) {
                return false;
            }
            notes.noteTry(owner, slot);
            if (!table.claimExactly(slot, word, owner)) {
                return false;
            }
            Step.CLAIM_FULL.reached();
            return true;
        }
    }
}
