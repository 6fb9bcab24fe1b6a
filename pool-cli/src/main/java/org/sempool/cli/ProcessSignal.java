package org.sempool.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A signal to this process, and what it does.
 *
 * <p>A signal that is ignored since the process was started stays so, as users of {@code nohup} and
 * of {@code command &} in a script expect.
 *
 * <p>Java has no other way to hear of a signal than {@code sun.misc.Signal}, which is supported,
 * but whose mention is a warning that the compiler lets nobody suppress: hence the reflection.
 * Where there is no such class, or the JVM leaves signals alone, they keep what they do.
 */
final class ProcessSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessSignal.class);

    private final String name;

    /**
     * @param name without SIG
     */
    ProcessSignal(String name) {
        this.name = name;
    }

    /**
     * From now on runs an action, each time on a thread of its own.
     *
     * @return whether it will: not if the signal is ignored, or Java cannot hear of it
     */
    boolean handle(Runnable action) {
        try {
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            MethodHandle run =
                    MethodHandles.lookup()
                            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                            .bindTo(action);
            Object handler =
                    MethodHandleProxies.asInterfaceInstance(
                            handlerType,
                            MethodHandles.dropArguments(run, 0, Class.forName("sun.misc.Signal")));
            Object before = set(handler);
            Object ignore = handlerType.getField("SIG_IGN").get(null);
            if (before.equals(ignore)) {
                var _ = set(ignore);
                return false;
            }
            return true;
        } catch (ReflectiveOperationException e) {
            LOG.debug("SIG{} does what it does in any JVM", name, e);
            return false;
        }
    }

    /** From now on does what the kernel does by default. For a signal that was handled. */
    void reset() {
        try {
            var _ = set(Class.forName("sun.misc.SignalHandler").getField("SIG_DFL").get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("was possible before, and now is not", e);
        }
    }

    /** Sets a handler; returns the one that was there before. */
    private Object set(Object handler) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Method handle =
                signalType.getMethod("handle", signalType, Class.forName("sun.misc.SignalHandler"));
        return handle.invoke(
                null, signalType.getConstructor(String.class).newInstance(name), handler);
    }
}
