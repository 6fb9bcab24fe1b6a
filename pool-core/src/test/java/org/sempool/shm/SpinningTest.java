package org.sempool.shm;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No more threads spin than there are spare cores, and a killed or suspended spinner blocks no
 * other.
 */
final class SpinningTest {
    private static final long NOW = 1_000_000;

    private final SharedWords memory =
            new SharedWords(
                    Arena.ofAuto()
                            .allocate(
                                    (long) QueueLayout.MOST_SPINNERS * Long.BYTES,
                                    QueueLayout.APART));

    @Test
    void eachThreadOfAProcessIsCounted() {
        Spinning spinning = new Spinning(memory, 0, 2);

        Spinning.Turn one = begin(spinning, NOW);
        Spinning.Turn other = begin(spinning, NOW);
        assertNull(spinning.tryBegin(NOW));
        spinning.end(one);

        assertNotNull(spinning.tryBegin(NOW), "one turn has ended");
        assertNull(spinning.tryBegin(NOW), "the other turn has not");
        spinning.end(other);
        assertNotNull(spinning.tryBegin(NOW));
    }

    @Test
    void withoutASpareCoreNoThreadSpins() {
        assertNull(new Spinning(memory, 0, 0).tryBegin(NOW));
    }

    /** Also when the clock is about to overflow from positive to negative. */
    @ParameterizedTest
    @ValueSource(longs = {NOW, -NOW, Long.MAX_VALUE - 1})
    void aSuspendedThreadBlocksNoSpinnerAndDoesNotEndAnotherTurn(long now) {
        Spinning spinning = new Spinning(memory, 0, 1);
        Spinning.Turn suspended = begin(spinning, now);
        long later = now + Spinning.LONGEST_NANOS;
        assertNull(spinning.tryBegin(later - 1));

        Spinning.Turn next = begin(spinning, later);
        spinning.end(suspended);

        assertNull(spinning.tryBegin(later), "the turn of the next thread is still running");
        spinning.end(next);
        assertNotNull(spinning.tryBegin(later));
    }

    @Test
    void aDamagedWordBlocksNoSpinner() {
        memory.setVolatile(0, NOW + Spinning.LONGEST_NANOS + 1);

        assertNotNull(new Spinning(memory, 0, 1).tryBegin(NOW));
    }

    @Test
    void neverMoreThreadsSpinThanAllowed() {
        int most = 2;
        int threads = 6;
        int rounds = 20_000;
        Spinning spinning = new Spinning(memory, 0, most);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger highest = new AtomicInteger();
        AtomicInteger turns = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(threads);
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            all.add(
                    InThread.run(
                            () -> {
                                start.await();
                                for (int round = 0; round < rounds; round++) {
                                    // At one fixed time, so no turn expires before it is ended.
                                    Spinning.Turn turn = spinning.tryBegin(NOW);
                                    if (turn != null) {
                                        highest.accumulateAndGet(now.incrementAndGet(), Math::max);
                                        turns.incrementAndGet();
                                        now.decrementAndGet();
                                        spinning.end(turn);
                                    }
                                }
                                return true;
                            }));
        }

        all.forEach(CompletableFuture::join);

        assertTrue(highest.get() <= most, () -> highest.get() + " at once");
        assertTrue(turns.get() > 0);
        begin(spinning, NOW);
        begin(spinning, NOW);
    }

    private static Spinning.Turn begin(Spinning spinning, long now) {
        return Objects.requireNonNull(spinning.tryBegin(now), "may not spin");
    }
}
