package org.sempool.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first SIGINT (Ctrl-C) runs an action, in the place of ending the JVM; the second ends it.
 *
 * <p>Java has no other way to hear of a signal than {@code sun.misc.Signal}, which is supported,
 * but whose mention is a warning that the compiler lets nobody suppress: hence the reflection.
 * Where there is no such class, or the JVM leaves signals alone, already the first ends the JVM.
 */
final class InterruptSignal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InterruptSignal.class);

    private final Runnable restore;

    /** In force until it is closed. The action runs on a thread of its own. */
    InterruptSignal(Runnable action) {
        Runnable undo;
        // A signal that comes before there is anything to restore waits for it.
        synchronized (this) {
            try {
                undo =
                        handle(
                                () -> {
                                    close();
                                    action.run();
                                });
            } catch (ReflectiveOperationException e) {
                LOG.debug("SIGINT will end the program at once", e);
                undo = () -> {};
            }
            restore = undo;
        }
    }

    /** Sets a handler; returns how to set the one again that was there before. */
    private static Runnable handle(Runnable action) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Method handle = signalType.getMethod("handle", signalType, handlerType);
        MethodHandle run =
                MethodHandles.lookup()
                        .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                        .bindTo(action);
        Object handler =
                MethodHandleProxies.asInterfaceInstance(
                        handlerType, MethodHandles.dropArguments(run, 0, signalType));
        Object signal = signalType.getConstructor(String.class).newInstance("INT");
        Object original = handle.invoke(null, signal, handler);
        return () -> {
            try {
                var _ = handle.invoke(null, signal, original);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("was possible before, and now is not", e);
            }
        };
    }

    /** From now on the signal ends the JVM. Idempotent. */
    @Override
    public synchronized void close() {
        restore.run();
    }
}
