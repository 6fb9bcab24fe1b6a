package org.sempool.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** The C library's {@code kill}: the JDK has no method to kill a group. */
@SuppressWarnings("restricted") // calls into the C library are what this class is for
final class Signals {
    static final int SIGKILL = 9;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle KILL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("kill"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private Signals() {}

    /** Kills all processes of a group, if there is such a group. */
    static void killGroup(long group) {
        try {
            var _ = (int) KILL.invokeExact((int) -group, SIGKILL);
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall does not throw", impossible);
        }
    }
}
