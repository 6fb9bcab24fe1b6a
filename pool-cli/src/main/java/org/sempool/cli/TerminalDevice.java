package org.sempool.cli;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The terminal behind a file descriptor, as {@code stty} sets it.
 *
 * <p>Usually a terminal shows each key, and passes keys on line by line. Here it shall show none,
 * and pass each on at once; in C:
 *
 * <pre>
 *   struct termios saved, keys;
 *   tcgetattr(0, &saved);
 *   keys = saved;
 *   keys.c_lflag &= ~(ICANON | ECHO);
 *   keys.c_cc[VMIN] = 1;
 *   keys.c_cc[VTIME] = 0;
 *   tcsetattr(0, TCSANOW, &keys);
 *   ...
 *   tcsetattr(0, TCSANOW, &saved);
 * </pre>
 *
 * <p>Ctrl-C and Ctrl-Z stay signals. The offsets and numbers are those of Linux on x86, Arm and
 * RISC-V. No process is started for it: a second Ctrl-C, which goes to all processes at the
 * terminal, would end one that is about to restore it.
 *
 * <p>Thread-safe.
 */
final class TerminalDevice {
    private static final int TERMIOS_BYTES = 60;
    private static final long LOCAL_FLAGS = 12;
    private static final long CONTROL_CHARACTERS = 17;
    private static final int ICANON = 2;
    private static final int ECHO = 8;
    private static final int VTIME = 5;
    private static final int VMIN = 6;
    private static final int TIOCGWINSZ = 0x5413;
    private static final int WINSIZE_BYTES = 8;

    private final int descriptor;
    private byte @Nullable [] saved;

    TerminalDevice(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Whether there is a terminal behind the descriptor. */
    boolean exists() {
        return read().isPresent();
    }

    /** How much it shows now; empty if it is no terminal, or does not know. */
    Optional<TerminalSize> size() {
        int lines = dimension(0);
        int columns = columns();
        return lines == 0 || columns == 0
                ? Optional.empty()
                : Optional.of(new TerminalSize(columns, lines));
    }

    /** How many columns it shows now; 0 if it is no terminal, or does not know. */
    int columns() {
        return dimension(Short.BYTES);
    }

    /** A field of the C library's struct winsize. */
    private int dimension(long offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment winsize = arena.allocate(WINSIZE_BYTES, Short.BYTES);
            SystemCalls.ioctl(descriptor, TIOCGWINSZ, winsize);
            return Short.toUnsignedInt(winsize.get(JAVA_SHORT, offset));
        } catch (WriteException noTerminal) {
            return 0;
        }
    }

    /** Passes each key on at once, and shows none, until {@link #restore}. */
    synchronized void passKeys() {
        read().ifPresent(
                        now -> {
                            if (saved == null) {
                                saved = now;
                            }
                            write(passingKeys(now));
                        });
    }

    private static byte[] passingKeys(byte[] termios) {
        byte[] changed = termios.clone();
        MemorySegment fields = MemorySegment.ofArray(changed);
        int flags = fields.get(JAVA_INT.withByteAlignment(1), LOCAL_FLAGS);
        fields.set(JAVA_INT.withByteAlignment(1), LOCAL_FLAGS, flags & ~(ICANON | ECHO));
        fields.set(JAVA_BYTE, CONTROL_CHARACTERS + VMIN, (byte) 1);
        fields.set(JAVA_BYTE, CONTROL_CHARACTERS + VTIME, (byte) 0);
        return changed;
    }

    /** Sets everything as it was. Idempotent; does not wait for what is still to be shown. */
    synchronized void restore() {
        if (saved != null) {
            write(saved);
            saved = null;
        }
    }

    private Optional<byte[]> read() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment termios = arena.allocate(TERMIOS_BYTES, Integer.BYTES);
            SystemCalls.tcgetattr(descriptor, termios);
            return Optional.of(termios.toArray(JAVA_BYTE));
        } catch (WriteException noTerminal) {
            return Optional.empty();
        }
    }

    private void write(byte[] termios) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(TERMIOS_BYTES, Integer.BYTES);
            SystemCalls.tcsetattr(descriptor, copy.copyFrom(MemorySegment.ofArray(termios)));
        } catch (WriteException gone) {
            // Whoever has closed the terminal needs no settings of it.
        }
    }
}
