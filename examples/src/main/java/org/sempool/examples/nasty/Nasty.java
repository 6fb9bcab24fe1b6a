package org.sempool.examples.nasty;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/** Does to its worker what the line says. The pool survives. */
public final class Nasty implements LineHandler {
    private static final int FLOOD_LINES = 100_000;
    private static final int LEAK_LONGS = 1 << 17;
    private static final int EXIT_CODE = 3;

    /** Called by the pool. */
    public Nasty() {}

    private enum Deed {
        /** Does nothing. */
        BEHAVE,
        /** Throws an exception. */
        THROW,
        /** Calls itself without end. */
        RECURSE,
        /** Ends the JVM politely. */
        EXIT,
        /** Ends the JVM at once. */
        HALT,
        /** Writes where there is no memory: a SIGSEGV, as from a bug in native code. */
        CRASH,
        /** Keeps everything that it allocates. */
        LEAK,
        /** Waits without end, but can be interrupted. */
        HANG,
        /** Waits without end, and ignores interrupts. */
        IGNORE,
        /** Uses CPU time without end. */
        SPIN,
        /** Writes a lot to standard output. */
        FLOOD,
        /** Closes standard input, output and error. */
        CLOSE,
        /** Leaves a process behind. */
        FORK
    }

    @Override
    public String name() {
        return "nasty";
    }

    @Override
    public String description() {
        return "does to its worker what the line says: " + names();
    }

    private static String names() {
        List<String> names = new ArrayList<>();
        for (Deed deed : Deed.values()) {
            names.add(deed.name().toLowerCase(Locale.ROOT));
        }
        return String.join(", ", names);
    }

    @Override
    public String handle(String line, JobContext context) throws Exception {
        Deed deed;
        try {
            deed = Deed.valueOf(line.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + line + "' is not one of " + names(), e);
        }
        return switch (deed) {
            case BEHAVE -> "behaved";
            case THROW -> throw new IllegalStateException("thrown on purpose");
            case RECURSE -> recurse(line);
            case EXIT -> {
                System.exit(EXIT_CODE);
                yield "";
            }
            case HALT -> {
                Runtime.getRuntime().halt(EXIT_CODE);
                yield "";
            }
            case CRASH -> crash();
            case LEAK -> leak();
            case HANG -> {
                TimeUnit.DAYS.sleep(1);
                yield "";
            }
            case IGNORE -> ignore();
            case SPIN -> spin();
            case FLOOD -> flood();
            case CLOSE -> close();
            case FORK -> "left process " + new ProcessBuilder("sleep", "1000").start().pid();
        };
    }

    @SuppressWarnings("InfiniteRecursion") // recursion is the deed
    private static String recurse(String line) {
        return recurse(line) + "!";
    }

    @SuppressWarnings("restricted") // the crash is the deed
    private static String crash() {
        MemorySegment.NULL.reinterpret(1).set(JAVA_BYTE, 0, (byte) 1);
        return "";
    }

    private static String leak() {
        Object[] kept = {};
        while (true) {
            kept = new Object[] {kept, new long[LEAK_LONGS]};
        }
    }

    private static String ignore() {
        while (true) {
            try {
                TimeUnit.DAYS.sleep(1);
            } catch (InterruptedException deaf) {
                // Ignoring the interrupt is the deed.
            }
        }
    }

    private static String spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static String flood() {
        for (int i = 0; i < FLOOD_LINES; i++) {
            System.out.println("flood " + i);
        }
        return "flooded";
    }

    private static String close() throws IOException {
        new FileInputStream(FileDescriptor.in).close();
        new FileOutputStream(FileDescriptor.out).close();
        new FileOutputStream(FileDescriptor.err).close();
        return "closed";
    }
}
