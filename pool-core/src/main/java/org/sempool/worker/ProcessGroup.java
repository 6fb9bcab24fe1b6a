package org.sempool.worker;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Takes the worker out of its coordinator's process group, to be the first of its own.
 *
 * <p>A terminal sends its Ctrl-C to a whole group. What that means for the workers is for the
 * coordinator to say: it may want to finish what they are doing.
 */
final class ProcessGroup {
    private ProcessGroup() {}

    /** Where it cannot be done, the worker dies of the terminal's signal as any process does. */
    @SuppressWarnings("restricted") // one call into the C library
    static void leave() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> setpgid = linker.defaultLookup().find("setpgid");
        if (setpgid.isEmpty()) {
            return;
        }
        MethodHandle call =
                linker.downcallHandle(
                        setpgid.get(), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        try {
            var _ = (int) call.invokeExact(0, 0);
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall does not throw", impossible);
        }
    }
}
