package org.sempool.shm;

import org.sempool.claim.StateWord;

/** A slot in one generation, as a number: the generation is the upper half. */
final class Ticket {
    private Ticket() {}

    static long of(int slot, long word) {
        return (long) StateWord.generation(word) << Integer.SIZE | slot;
    }

    static int slot(long ticket) {
        return (int) ticket;
    }

    static int generation(long ticket) {
        return (int) (ticket >>> Integer.SIZE);
    }
}
