package org.sempool.worker;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.sempool.JobHandler;
import org.sempool.WorkerContext;
import org.sempool.codec.HandlerArgument;
import org.sempool.logging.WorkerLogging;
import org.sempool.spi.Draft;
import org.sempool.spi.Transport;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.FailureLine;
import org.sempool.wire.MessageKind;
import org.sempool.wire.WorkerArguments;
import org.sempool.wire.WorkerExit;

/** The main class of a worker JVM. Only the pool starts it. */
public final class WorkerMain {
    private static final long MESSAGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private WorkerMain() {}

    /**
     * Runs a worker until there are no more jobs or the coordinator is gone.
     *
     * @param args {@link WorkerArguments}
     */
    public static void main(String[] args) {
        int exitCode = WorkerExit.CANNOT_WORK;
        WorkerLogging.begin();
        try {
            exitCode = run(args);
        } finally {
            // Not just a return: threads that the handler left behind must not keep the worker
            // alive.
            Runtime.getRuntime().exit(exitCode);
        }
    }

    private static int run(String[] args) {
        try {
            CoordinatorWatch watch = CoordinatorWatch.start();
            return work(WorkerArguments.parse(args), watch);
        } catch (Throwable e) {
            // The coordinator reports the last line as the reason.
            e.printStackTrace();
            System.err.println("cannot work: " + reason(e));
            return WorkerExit.CANNOT_WORK;
        }
    }

    private static String reason(Throwable thrown) {
        // A message of the pool's own needs no class name.
        return thrown instanceof HandlerFailure failure
                ? String.valueOf(failure.getMessage())
                : FailureLine.of(thrown);
    }

    /** The handler cannot be created, or does not start. */
    private static final class HandlerFailure extends Exception {
        private static final long serialVersionUID = 1L;

        HandlerFailure(String handler, String what, Throwable cause) {
            super("handler=" + handler + " " + what + ": " + FailureLine.of(cause), cause);
        }
    }

    private static int work(WorkerArguments arguments, CoordinatorWatch watch) throws Exception {
        try (WorkerEnd channel =
                transport(arguments.transport()).attach(arguments.address(), arguments.number())) {
            ShutdownNotice shutdownNotice = ShutdownNotice.noteAtShutdown(channel);
            try {
                return work(arguments, watch, channel, shutdownNotice);
            } catch (Throwable e) {
                shutdownNotice.begin();
                throw e;
            }
        }
    }

    private static int work(
            WorkerArguments arguments,
            CoordinatorWatch watch,
            WorkerEnd channel,
            ShutdownNotice shutdownNotice)
            throws Exception {
        WorkerLogging.describe(arguments.number(), () -> null);
        JobHandler<?, ?> handler = newHandler(arguments);
        say(channel, MessageKind.STARTING);
        start(handler, arguments);
        WorkerLoop<?, ?> loop =
                new WorkerLoop<>(
                        channel, ByteLines.orItself(handler), arguments, shutdownNotice, watch);
        watch.serve(loop);
        WorkerLogging.describe(arguments.number(), loop::loggedJob);
        int exitCode = loop.run();
        shutdownNotice.expect();
        try (StopDeadline _ =
                StopDeadline.begin(arguments.handler(), arguments.handlerStopMillis(), exitCode)) {
            stop(handler);
        }
        return exitCode;
    }

    private static Transport transport(String name) throws IOException {
        for (Transport transport : ServiceLoader.load(Transport.class)) {
            if (transport.name().equals(name)) {
                return transport;
            }
        }
        throw new IOException("transport=" + name + " is not on the worker's class path");
    }

    private static JobHandler<?, ?> newHandler(WorkerArguments arguments) throws HandlerFailure {
        String name = arguments.handler();
        Path directory = arguments.directory();
        try {
            Class<? extends JobHandler<?, ?>> type = handlerClass(name);
            return directory != null && HandlerArgument.isIn(directory)
                    ? HandlerArgument.readFrom(directory).newHandler(type)
                    : type.getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new HandlerFailure(name, "is not on the worker's class path or module path", e);
        } catch (InvocationTargetException e) {
            throw new HandlerFailure(name, "threw in its constructor", e);
        } catch (ExceptionInInitializerError e) {
            throw new HandlerFailure(name, "threw in its static initializer", e);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new HandlerFailure(name, "cannot be instantiated", e);
        }
    }

    /** Tells the coordinator about this worker. The wait for room ends, as it takes messages. */
    static void say(WorkerEnd channel, MessageKind kind) {
        Draft message = null;
        while (message == null) {
            message = channel.draftResult(kind, 0, 0, MESSAGE_NANOS);
        }
        message.payload().putLong(ProcessHandle.current().pid());
        message.publish();
        channel.flush();
    }

    @SuppressWarnings("unchecked") // a handler has some types
    private static Class<? extends JobHandler<?, ?>> handlerClass(String name)
            throws ClassNotFoundException {
        return (Class<? extends JobHandler<?, ?>>) Class.forName(name).asSubclass(JobHandler.class);
    }

    private static void start(JobHandler<?, ?> handler, WorkerArguments arguments)
            throws HandlerFailure {
        try {
            handler.start(WorkerContext.of(arguments.number(), arguments.poolName()));
        } catch (Throwable e) {
            throw new HandlerFailure(arguments.handler(), "threw in start()", e);
        }
    }

    private static void stop(JobHandler<?, ?> handler) {
        try {
            handler.stop();
        } catch (Throwable e) {
            System.err.println("the handler's stop() threw:");
            e.printStackTrace();
        }
    }
}
