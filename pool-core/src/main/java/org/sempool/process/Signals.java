package org.sempool.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** The C library's {@code kill} and {@code prctl}, which the JDK has no methods for. */
@SuppressWarnings("restricted") // calls into the C library are what this class is for
final class Signals {
    static final int SIGKILL = 9;

    private static final int PR_SET_PDEATHSIG = 1;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle KILL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("kill"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle PRCTL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("prctl"),
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));

    private Signals() {}

    /** Kills all processes of a group, if there is such a group. */
    static void killGroup(long group) {
        try {
            var _ = (int) KILL.invokeExact((int) -group, SIGKILL);
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall does not throw", impossible);
        }
    }

    /** From now on this process is killed when the thread that started it ends. */
    static void dieWithParent() {
        try {
            var _ = (int) PRCTL.invokeExact(PR_SET_PDEATHSIG, (long) SIGKILL, 0L, 0L, 0L);
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall does not throw", impossible);
        }
    }
}
