package org.sempool.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A signal to this process, and its handler.
 *
 * <p>A signal that was ignored when the process was started stays ignored, as users of {@code
 * nohup} and of {@code command &} in a script expect.
 *
 * <p>Java can handle signals only through {@code sun.misc.Signal}. It is supported, but naming it
 * is a warning that the compiler does not allow to suppress: hence the reflection. Where the class
 * is missing, or the JVM leaves signals alone, signals keep their effect.
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
     * Runs an action at each signal from now on, each time on a thread of its own.
     *
     * @return whether it will: not if the signal is ignored, or Java cannot handle it
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
            LOG.debug("SIG{} keeps its usual effect", name, e);
            return false;
        }
    }

    /** Restores the kernel's default effect of a signal that was handled. */
    void reset() {
        try {
            var _ = set(Class.forName("sun.misc.SignalHandler").getField("SIG_DFL").get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal that was handled cannot be reset", e);
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
