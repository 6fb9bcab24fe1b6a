package org.sempool.shm;

import org.sempool.spi.Step;

/** The two kinds of claims: of a free slot to write to it, and of a full slot to read it. */
enum Claim {
    TO_WRITE(SlotState.FREE, SlotState.WRITING, Step.CLAIM_FREE),
    TO_READ(SlotState.FULL, SlotState.CLAIMED, Step.CLAIM_FULL);

    private final int from;
    private final int to;
    private final Step step;

    Claim(int from, int to, Step step) {
        this.from = from;
        this.to = to;
        this.step = step;
    }

    /** The state before the claim. */
    int from() {
        return from;
    }

    /** The state after the claim. */
    int to() {
        return to;
    }

    Step step() {
        return step;
    }
}
