package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.sempool.claim.StateWord;
import org.sempool.spi.Step;

/**
 * The slots' state words and all changes of them; {@link SlotState} draws these.
 *
 * <p>A claim is a compare-and-set, because owners compete for the slot. A claimed slot has exactly
 * one owner, and no other process changes its word, so every other change is a volatile store.
 */
final class SlotTable extends SharedWords {
    /** No slot. */
    static final int NONE = -1;

    private final OwnerNotes notes;
    private final int slots;
    private final long first;
    private final long stride;

    SlotTable(MemorySegment memory, QueueLayout layout, OwnerNotes notes) {
        super(memory);
        this.notes = notes;
        this.slots = layout.slots();
        this.first = layout.state(0);
        this.stride = layout.stride();
    }

    int slots() {
        return slots;
    }

    /** The slot after this one, in the ring. */
    int next(int slot) {
        return slot + 1 == slots ? 0 : slot + 1;
    }

    /** Checks a slot's number that was read from shared memory, which may be damaged. */
    int checked(int slot) {
        return Objects.checkIndex(slot, slots);
    }

    /** The slot's current word; all writes before the change of the word are visible. */
    long word(int slot) {
        return getVolatile(offset(slot));
    }

    boolean isIn(int slot, int state) {
        return StateWord.state(word(slot)) == state;
    }

    /** FREE -> WRITING(owner) or FULL -> CLAIMED(owner), or false if the slot is not available. */
    boolean tryClaim(Claim claim, int slot, int owner) {
        long word = word(slot);
        if (StateWord.state(word) != claim.from()) {
            return false;
        }
        if (claim == Claim.TO_READ) {
            notes.noteTry(owner, slot);
        }
        if (!compareAndSet(offset(slot), word, StateWord.with(word, owner, claim.to()))) {
            return false;
        }
        claim.step().reached();
        return true;
    }

    /** FULL in exactly this generation -> CLAIMED(owner), or false if the slot has changed. */
    boolean claimExactly(int slot, long fullWord, int owner) {
        return compareAndSet(
                offset(slot), fullWord, StateWord.with(fullWord, owner, SlotState.CLAIMED));
    }

    /** WRITING(owner) -> FULL(owner). */
    void publish(int slot, int owner) {
        long word = expect(slot, owner, SlotState.WRITING);
        setVolatile(offset(slot), StateWord.with(word, owner, SlotState.FULL));
        Step.PUBLISH.reached();
    }

    /** WRITING(owner) -> FREE. */
    void abandon(int slot, int owner) {
        free(slot, expect(slot, owner, SlotState.WRITING));
        Step.ABANDON.reached();
    }

    /** CLAIMED(owner) -> FREE. */
    void free(int slot, int owner) {
        free(slot, expect(slot, owner, SlotState.CLAIMED));
        Step.FREE.reached();
    }

    private void free(int slot, long word) {
        setVolatile(offset(slot), StateWord.freed(word));
    }

    /** CLAIMED(owner) -> FULL(writer). */
    void putBack(int slot, int owner, int writer) {
        long word = expect(slot, owner, SlotState.CLAIMED);
        setVolatile(offset(slot), StateWord.with(word, writer, SlotState.FULL));
        Step.PUT_BACK.reached();
    }

    private long expect(int slot, int owner, int state) {
        long word = word(slot);
        if (!StateWord.is(word, owner, state)) {
            throw new IllegalStateException(
                    "slot="
                            + slot
                            + " is "
                            + SlotState.describe(word)
                            + ", expected "
                            + SlotState.describe(StateWord.with(word, owner, state)));
        }
        return word;
    }

    private long offset(int slot) {
        return first + checked(slot) * stride;
    }
}
