package org.sempool.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The C library's {@code kill} and {@code raise}: the JDK can neither suspend a process nor signal
 * a group.
 */
@SuppressWarnings("restricted") // calls into the C library are what this class is for
public final class Signals {
    /** What nothing can catch. */
    public static final int SIGKILL = 9;

    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;
    private static final int SIGTSTP = 20;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle KILL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("kill"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle RAISE =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("raise"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Signals() {}

    /**
     * Suspends this process as Ctrl-Z does, if SIGTSTP currently has its default action. Returns
     * when the process has been continued. Returns at once if the kernel does not suspend it:
     * nothing could continue a process whose terminal has no job control.
     *
     * @throws IllegalCallerException if this JVM may not make native calls
     */
    public static void suspendSelf() {
        try {
            // Sent to this thread, so that the process is suspended before the call returns.
            var _ = (int) RAISE.invokeExact(SIGTSTP);
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall does not throw", impossible);
        }
    }

    /** Sends a signal to a process, if there is one. */
    static void send(long pid, int signal) {
        kill((int) pid, signal);
    }

    /** Sends a signal to all processes of a group, if there is such a group. */
    static void sendToGroup(long group, int signal) {
        kill((int) -group, signal);
    }

    private static void kill(int whom, int signal) {
        try {
            var _ = (int) KILL.invokeExact(whom, signal);
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall does not throw", impossible);
        }
    }
}
