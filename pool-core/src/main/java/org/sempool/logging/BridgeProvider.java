package org.sempool.logging;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOP_FallbackServiceProvider;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The provider that SLF4J would have loaded anyway; if that is Logback's, its console leads to the
 * coordinator.
 */
public final class BridgeProvider implements SLF4JServiceProvider {
    private static final String LOGBACK = "ch.qos.logback.classic.spi.LogbackServiceProvider";

    private final SLF4JServiceProvider found = find();
    private final boolean isLogback = found.getClass().getName().equals(LOGBACK);

    /** SLF4J asks for it before it initializes the provider. */
    private @Nullable MDCAdapter context;

    /** SLF4J calls this. */
    public BridgeProvider() {}

    private static SLF4JServiceProvider find() {
        Iterator<SLF4JServiceProvider> providers =
                ServiceLoader.load(SLF4JServiceProvider.class, LoggerFactory.class.getClassLoader())
                        .iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    System.err.println("SLF4J finds no provider; what is logged is lost");
                    return new NOP_FallbackServiceProvider();
                }
                return providers.next();
            } catch (ServiceConfigurationError e) {
                System.err.println("SLF4J cannot load a provider: " + e);
            }
        }
    }

    @Override
    public void initialize() {
        found.initialize();
        if (isLogback) {
            try {
                LogbackBridge.install(found.getLoggerFactory(), getMDCAdapter());
            } catch (RuntimeException | LinkageError e) {
                // Another version, perhaps. Its console works as it did.
                System.err.println("what is logged arrives as plain output: " + e);
            }
        }
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return found.getLoggerFactory();
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return found.getMarkerFactory();
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        MDCAdapter known = context;
        if (known == null) {
            known = isLogback ? LogbackBridge.context() : found.getMDCAdapter();
            context = known;
        }
        return known;
    }

    @Override
    public String getRequestedApiVersion() {
        return found.getRequestedApiVersion();
    }
}
