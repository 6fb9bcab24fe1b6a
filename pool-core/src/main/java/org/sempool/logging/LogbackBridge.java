package org.sempool.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.spi.MDCAdapter;

/** Lets Logback's console lead to the coordinator. All other appenders stay as configured. */
final class LogbackBridge {
    private LogbackBridge() {}

    /**
     * @param mdc what {@link #context} returned
     */
    static void install(ILoggerFactory factory, MDCAdapter mdc) {
        LoggerContext context = (LoggerContext) factory;
        IdentityHashMap<Appender<ILoggingEvent>, BridgeAppender> bridges = new IdentityHashMap<>();
        for (Logger logger : context.getLoggerList()) {
            for (Appender<ILoggingEvent> appender : appenders(logger)) {
                if (leadsToConsole(appender)) {
                    logger.detachAppender(appender);
                    logger.addAppender(
                            bridges.computeIfAbsent(appender, console -> bridge(context, console)));
                }
            }
        }
        context.setMDCAdapter(mdc);
    }

    static MDCAdapter context() {
        return new WorkerMdc();
    }

    private static BridgeAppender bridge(LoggerContext context, Appender<ILoggingEvent> console) {
        BridgeAppender bridge = new BridgeAppender();
        bridge.setContext(context);
        bridge.setName(console.getName());
        console.getCopyOfAttachedFiltersList().forEach(bridge::addFilter);
        if (console instanceof AsyncAppender async) {
            for (Appender<ILoggingEvent> inner : appenders(async)) {
                inner.getCopyOfAttachedFiltersList().forEach(bridge::addFilter);
            }
        }
        bridge.start();
        return bridge;
    }

    /** An asynchronous appender has only one other. */
    private static boolean leadsToConsole(Appender<ILoggingEvent> appender) {
        return appender instanceof ConsoleAppender<ILoggingEvent>
                || (appender instanceof AsyncAppender async
                        && appenders(async).stream()
                                .anyMatch(
                                        inner -> inner instanceof ConsoleAppender<ILoggingEvent>));
    }

    private static List<Appender<ILoggingEvent>> appenders(
            AppenderAttachable<ILoggingEvent> attachable) {
        List<Appender<ILoggingEvent>> all = new ArrayList<>();
        for (Iterator<Appender<ILoggingEvent>> each = attachable.iteratorForAppenders();
                each.hasNext(); ) {
            all.add(each.next());
        }
        return all;
    }
}
