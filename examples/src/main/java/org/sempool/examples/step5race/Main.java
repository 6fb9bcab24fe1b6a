package org.sempool.examples.step5race;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sempool.examples.homework.Threads;
import org.sempool.examples.homework.Threads.Work;

/**
 * Step 5: two putters and one taker in the one order of steps that loses an item. The program
 * forces the order: while A is between its number and its slot, B puts, and C takes.
 */
public final class Main {
    /** Puts an item, with an action in the middle. */
    private interface Put {
        void put(String item, Work meanwhile) throws InterruptedException;
    }

    /** Takes an item. */
    private interface Take {
        @Nullable String take() throws InterruptedException;
    }

    private Main() {}

    /**
     * Shows the race, and the fix.
     *
     * @param args none
     * @throws Exception if the thread is interrupted
     */
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws InterruptedException {
        out.println("The lecture's queue: a number each");
        TicketQueue<String> tickets = new TicketQueue<>(2);
        play(tickets::put, tickets::take, out);
        out.println("The same with claims: a word for each slot");
        ClaimQueue<String> claims = new ClaimQueue<>(2);
        play(claims::put, claims::take, out);
    }

    private static void play(Put queue, Take taker, PrintStream out) throws InterruptedException {
        CountDownLatch isInTheMiddle = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Thread a =
                Threads.start(
                        "A",
                        () ->
                                queue.put(
                                        "a",
                                        () -> {
                                            isInTheMiddle.countDown();
                                            await(mayGoOn);
                                        }));
        await(isInTheMiddle);
        out.println("  A has slot 0, but has not written it yet");
        queue.put("b", () -> out.println("  B has slot 1"));
        out.println("  B has written b, and posts osem");
        String taken = taker.take();
        out.println("  C is let in, and takes: " + (taken == null ? "an empty slot" : taken));
        mayGoOn.countDown();
        a.join();
        out.println("  A has written a, and posts osem");
        String next = taker.take();
        out.println("  C takes: " + (next == null ? "an empty slot" : next));
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the other thread does not get this far");
        }
    }
}
