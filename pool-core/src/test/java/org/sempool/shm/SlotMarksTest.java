package org.sempool.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A wanted slot is never without a mark, and a check without result removes the mark only if
 * nothing has changed meanwhile.
 */
final class SlotMarksTest {
    private static final int LAST = 199;

    private final SlotMarks marks = new SlotMarks(Arena.ofAuto().allocate(128, 8), 0, LAST + 1, 6);

    @Test
    void allBlocksAreMarkedAtFirst() {
        assertEquals(4, marks.blocks());
        assertAllMarked();
    }

    private void assertAllMarked() {
        for (int block = 0; block < marks.blocks(); block++) {
            assertTrue(marks.isMarked(block));
        }
    }

    @Test
    void aCheckThatFindsNothingRemovesTheMarkAndAChangeMarksAgain() {
        marks.endCheck(3, marks.beginCheck(3));
        assertFalse(marks.isMarked(3));
        assertEquals(SlotMarks.NOTHING, marks.beginCheck(3));
        assertTrue(marks.isMarked(2));

        marks.mark(LAST);

        assertTrue(marks.isMarked(3));
        assertNotEquals(SlotMarks.NOTHING, marks.beginCheck(3));
    }

    @Test
    void aChangeDuringACheckKeepsTheMark() {
        long check = marks.beginCheck(0);
        marks.mark(1);
        marks.endCheck(0, check);

        assertTrue(marks.isMarked(0));
    }

    /** The second check has begun after the change, which the first has not seen. */
    @Test
    void aCheckEndsWithoutEffectIfAnotherHasBegunSince() {
        long first = marks.beginCheck(0);
        marks.mark(1);
        long second = marks.beginCheck(0);
        marks.endCheck(0, first);
        assertTrue(marks.isMarked(0));

        marks.endCheck(0, second);
        assertFalse(marks.isMarked(0));
    }

    @Test
    void allBlocksCanBeMarkedAgain() {
        for (int block = 0; block < marks.blocks(); block++) {
            marks.endCheck(block, marks.beginCheck(block));
        }

        marks.markAll();

        assertAllMarked();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 1000, 1024, 4096, 4097, 100_000, 1 << 20})
    void eachSlotIsInOneBlockAndBlocksAndTheirSlotsStayFew(int slots) {
        QueueLayout layout = QueueLayout.jobs(Dimensions.of(slots, 64, 1));
        SlotMarks all = new SlotMarks(Arena.ofAuto().allocate(8), 0, slots, layout.blockShift());
        BitSet seen = new BitSet();
        for (int block = 0; block < all.blocks(); block++) {
            for (int slot = all.firstOf(block); slot < all.endOf(block); slot++) {
                assertFalse(seen.get(slot));
                seen.set(slot);
                assertEquals(block, all.blockOf(slot));
            }
        }

        assertEquals(slots, seen.cardinality());
        assertTrue(all.blocks() <= 1024);
        assertTrue(all.endOf(0) <= 1024);
        long end = layout.freeMarks() + (long) all.blocks() * Long.BYTES;
        assertTrue(end <= layout.fullMarks());
        assertTrue(layout.fullMarks() + (end - layout.freeMarks()) <= layout.state(0));
    }
}
