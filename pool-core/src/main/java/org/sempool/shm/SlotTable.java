package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.sempool.claim.StateWord;
import org.sempool.spi.Step;

/**
 * The slots' state words and all changes of them; {@link SlotState} draws these.
 *
 * <p>A job is claimed by a compare-and-set, because workers compete for it. Every other change is a
 * store, because only one thread may change the word then: the one that has reserved the slot or
 * owns it.
 */
final class SlotTable extends SharedWords {
    /** No slot. */
    static final int NONE = -1;

    private final int slots;
    private final long first;
    private final long stride;

    SlotTable(MemorySegment memory, QueueLayout layout) {
        super(memory);
        this.slots = layout.slots();
        this.first = layout.state(0);
        this.stride = layout.stride();
    }

    int slots() {
        return slots;
    }

    /** The slot after this one, in the ring of all slots. */
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

    /** FULL in exactly this generation -> CLAIMED(owner), or false if the slot has changed. */
    boolean claimExactly(int slot, long fullWord, int owner) {
        return compareAndSet(
                offset(slot), fullWord, StateWord.with(fullWord, owner, SlotState.CLAIMED));
    }

    /** FREE -> FULL(writer), by the only thread that may write to the slot; without a fence. */
    void publish(int slot, int writer) {
        long word = expect(slot, StateWord.COORDINATOR, SlotState.FREE);
        setRelease(offset(slot), StateWord.with(word, writer, SlotState.FULL));
        Step.PUBLISH.reached();
    }

    /** FREE -> FREE in the next generation, by the only thread that may write to the slot. */
    void abandon(int slot) {
        free(slot, expect(slot, StateWord.COORDINATOR, SlotState.FREE));
        Step.ABANDON.reached();
    }

    /** CLAIMED(owner) -> FREE, without a fence. */
    void free(int slot, int owner) {
        free(slot, expect(slot, owner, SlotState.CLAIMED));
        Step.FREE.reached();
    }

    /** FULL(writer) -> FREE, by the only thread that may read the slot; without a fence. */
    void freeFull(int slot, int writer) {
        free(slot, expect(slot, writer, SlotState.FULL));
        Step.FREE.reached();
    }

    private void free(int slot, long word) {
        setRelease(offset(slot), StateWord.freed(word));
    }

    /** CLAIMED(owner) -> FULL(writer), without a fence. */
    void putBack(int slot, int owner, int writer) {
        long word = expect(slot, owner, SlotState.CLAIMED);
        setRelease(offset(slot), StateWord.with(word, writer, SlotState.FULL));
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
