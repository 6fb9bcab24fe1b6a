package org.sempool.shm;

import org.sempool.claim.StateWord;

/** A slot in one life, as a number: its generation in the upper half. */
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
