package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals come as calls, and the JVM only notes that it was to end. */
@Timeout(60)
final class EndingTest {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Ending ending =
            new Ending(code -> done.add("exit " + code), code -> done.add("halt " + code));

    @Test
    void theFirstInterruptDoesWhatTheCommandWantsAndTheSecondEndsIt() {
        var _ = ending.onInterrupt(() -> done.add("finishing"));

        ending.interrupt();
        assertEquals(List.of("finishing"), done);
        assertFalse(ending.isBySignal());
        ending.interrupt();

        assertEquals(List.of("finishing", "exit 130"), done);
        assertTrue(ending.isBySignal());
    }

    @Test
    void anInterruptDuringAnotherEndingBeginsNothing() {
        var _ = ending.onInterrupt(() -> done.add("finishing"));
        ending.endBySignal(143);

        ending.interrupt();

        assertEquals("exit 143", done.getFirst());
        assertFalse(done.contains("finishing"));
    }

    @Test
    void aCommandThatHasEndedByItselfHasNoLastWords() {
        var _ = ending.lastWords(() -> done.add("words"));
        ending.exit(1);
        ending.endBySignal(143);

        ending.atShutdown();

        assertEquals("exit 1", done.getFirst());
        assertFalse(done.contains("words"));
    }

    @Test
    void aSignalTwiceEndsTheCommandOnce() {
        var _ = ending.lastWords(() -> done.add("words"));
        ending.endBySignal(129);
        ending.endBySignal(143);

        ending.atShutdown();

        assertEquals(List.of("words"), done.stream().filter("words"::equals).toList());
        assertEquals("exit 129", done.getFirst());
    }

    @Test
    void anExitThatIsNotTheCommandsIsSaidAndDoesNotPassForItsOwn() {
        var _ = ending.lastWords(() -> done.add("words"));
        var _ = ending.cleaning(() -> done.add("cleaned"));
        ending.onForeignExit(() -> done.add("said"));

        ending.atShutdown();

        assertEquals(List.of("said", "cleaned", "halt 3"), done);
    }

    @Test
    void whatABlockedStreamHoldsUpIsNotWaitedForAndAllElseIsDone() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        var _ = ending.lastWords(() -> await(never));
        var _ = ending.cleaning(() -> done.add("first"));
        var _ =
                ending.cleaning(
                        () -> {
                            throw new IllegalStateException("goes wrong");
                        });
        var _ = ending.cleaning(() -> done.add("last"));
        ending.endBySignal(143);

        ending.atShutdown();

        assertEquals(List.of("exit 143", "last", "first"), done);
        never.countDown();
    }

    @Test
    void whatIsDoneAlreadyIsNotDoneAgain() {
        var words = ending.lastWords(() -> done.add("words"));
        var cleaning = ending.cleaning(() -> done.add("cleaning"));
        var interrupt = ending.onInterrupt(() -> done.add("finishing"));
        words.close();
        cleaning.close();
        interrupt.close();
        ending.interrupt();

        ending.atShutdown();

        assertEquals(List.of("exit 130"), done);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
