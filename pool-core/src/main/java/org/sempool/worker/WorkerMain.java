package org.sempool.worker;

import java.io.IOException;
import java.io.InputStream;
import java.util.ServiceLoader;
import org.sempool.JobHandler;
import org.sempool.spi.Transport;
import org.sempool.spi.WorkerEnd;

/** The main class of a worker JVM. Only the pool starts it. */
public final class WorkerMain {
    private static final int ENDED = 0;
    private static final int CANNOT_START = 70;

    private WorkerMain() {}

    /**
     * Runs a worker until there are no more jobs or the coordinator is gone.
     *
     * @param args the transport's name, the channel's address, the worker's number, and the class
     *     name of the handler
     */
    public static void main(String[] args) {
        InputStream lifeline = System.in;
        // A handler that reads its standard input finds it empty, and does not take the lifeline.
        System.setIn(InputStream.nullInputStream());
        CoordinatorWatch.start(lifeline);
        // Not a plain return: threads that the handler left behind must not keep the worker.
        Runtime.getRuntime().exit(run(args[0], args[1], Integer.parseInt(args[2]), args[3]));
    }

    private static int run(String transport, String address, int number, String handlerName) {
        try (WorkerEnd end = transport(transport).attach(address, number)) {
            JobHandler<?, ?> handler = newHandler(handlerName);
            handler.start();
            new WorkerLoop<>(end, handler, number).run();
            stop(handler);
            return ENDED;
        } catch (Exception | LinkageError e) {
            // The coordinator passes the last line on as the reason.
            e.printStackTrace();
            System.err.println("cannot work: " + e);
            return CANNOT_START;
        }
    }

    private static Transport transport(String name) throws IOException {
        for (Transport transport : ServiceLoader.load(Transport.class)) {
            if (transport.name().equals(name)) {
                return transport;
            }
        }
        throw new IOException("transport=" + name + " is not on the worker's class path");
    }

    private static JobHandler<?, ?> newHandler(String name) throws ReflectiveOperationException {
        return Class.forName(name).asSubclass(JobHandler.class).getConstructor().newInstance();
    }

    private static void stop(JobHandler<?, ?> handler) {
        try {
            handler.stop();
        } catch (Exception e) {
            System.err.println("the handler's stop() threw:");
            e.printStackTrace();
        }
    }
}
