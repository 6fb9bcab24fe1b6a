package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Specifies how a command ends; signals come as calls, and instead of ending the JVM is only noted.
 */
@Timeout(60)
final class EndingTest {
    /** Time for 2 seconds on a busy machine; cleaning may take 10. */
    private static final Duration SOON = Duration.ofSeconds(8);

    private final CountDownLatch never = new CountDownLatch(1);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Ending ending =
            new Ending(code -> done.add("exit " + code), code -> done.add("halt " + code));

    @AfterEach
    void letGo() {
        never.countDown();
    }

    @Test
    void theFirstInterruptRunsTheCommandsActionAndTheSecondEndsTheCommand() {
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
    void aSecondSignalHaltsACommandThatWantsIt() {
        try (var _ = ending.haltAtSecondSignal()) {
            ending.interrupt();
            assertEquals(List.of("exit 130"), done);
            ending.endBySignal(143);
        }

        assertEquals(List.of("exit 130", "halt 143", "exit 143"), done);
    }

    @Test
    void aForeignExitIsReportedAndDoesNotPassForTheCommands() {
        var _ = ending.lastWords(() -> done.add("words"));
        var _ = ending.cleaning(() -> done.add("cleaned"));
        ending.onForeignExit(() -> done.add("said"));

        ending.atShutdown();

        assertEquals(Set.of("said", "cleaned"), Set.copyOf(done.subList(0, 2)));
        assertEquals("halt 3", done.getLast());
    }

    @Test
    void aSignalThatTheJvmItselfHandlesIsNoForeignExit() throws Exception {
        ending.onForeignExit(() -> done.add("said"));
        Thread handler =
                Thread.ofPlatform().daemon().name("SIGTERM handler").start(() -> await(never));
        try {
            ending.atShutdown();
        } finally {
            never.countDown();
            handler.join();
        }

        assertEquals(List.of(), done);
    }

    @Test
    void blockedLastWordsDelayNothingElse() throws Exception {
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
    }

    /** The hook may be one that the user's code has added. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theJvmHaltsSoonAfterASignalWhateverHangs(boolean hasEndedByItself) {
        if (hasEndedByItself) {
            ending.exit(0);
        }
        ending.endBySignal(143);

        ending.atShutdown();

        Awaitility.await().atMost(SOON).until(() -> done.contains("halt 143"));
    }

    @Test
    void aForeignExitEndsEvenIfNobodyReadsItsReport() {
        ending.onForeignExit(() -> await(never));
        var _ = ending.cleaning(() -> done.add("cleaned"));

        ending.atShutdown();

        assertEquals(List.of("cleaned", "halt 3"), done);
    }

    @Test
    void threadsThatWaitForRoomAreReleasedFirst() {
        ending.release(() -> done.add("released"));
        var _ = ending.cleaning(() -> done.add("cleaned"));
        ending.endBySignal(143);

        ending.atShutdown();

        assertEquals(List.of("exit 143", "released", "cleaned"), done.subList(0, 3));
    }

    @Test
    void closedRegistrationsDoNotRun() {
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
