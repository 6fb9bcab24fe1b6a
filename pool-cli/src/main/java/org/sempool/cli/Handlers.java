package org.sempool.cli;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.sempool.LineHandler;
import org.sempool.wire.FailureLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handlers on a class path, by short name or by class name. */
final class Handlers {
    private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);
    private static final int MOST_SUGGESTIONS = 3;

    /** Anyone may have written the lists of handlers. */
    private static final int MOST_PROBLEMS = 1000;

    /** A handler with a short name. */
    record Registered(String name, String description, Class<? extends LineHandler> type) {
        /** Calls the user's code, which may throw anything. */
        static Optional<Registered> of(ServiceLoader.Provider<LineHandler> provider) {
            try {
                LineHandler handler = provider.get();
                return Optional.of(
                        new Registered(
                                Objects.requireNonNull(handler.name(), "name() is null"),
                                Objects.requireNonNullElse(handler.description(), ""),
                                handler.getClass()));
            } catch (Throwable thrown) {
                LOG.warn(
                        "leaving out the handler {}: {}",
                        provider.type().getName(),
                        Visible.line(FailureLine.of(thrown)));
                LOG.debug("a registered handler cannot be used", thrown);
                return Optional.empty();
            }
        }
    }

    private final ClassLoader loader;
    private final List<Registered> registered;

    private Handlers(ClassLoader loader, List<Registered> registered) {
        this.loader = loader;
        this.registered = registered;
    }

    static Handlers on(List<Path> classPath) {
        ClassLoader own = Handlers.class.getClassLoader();
        // Never closed: handler classes may be loaded for as long as the program runs.
        ClassLoader loader = classPath.isEmpty() ? own : new URLClassLoader(urls(classPath), own);
        return new Handlers(loader, registered(loader));
    }

    /** Those that can be used: a bad one must not keep the others from being found. */
    private static List<Registered> registered(ClassLoader loader) {
        List<Registered> found = new ArrayList<>();
        Iterator<ServiceLoader.Provider<LineHandler>> all =
                ServiceLoader.load(LineHandler.class, loader).stream().iterator();
        int problems = 0;
        while (problems < MOST_PROBLEMS) {
            try {
                if (!all.hasNext()) {
                    break;
                }
                Registered.of(all.next()).ifPresent(found::add);
            } catch (ServiceConfigurationError e) {
                problems++;
                LOG.warn("leaving out a registered handler: {}", Visible.line(Main.firstLine(e)));
            } catch (LinkageError e) {
                problems++;
                String why = Visible.line(FailureLine.of(e));
                LOG.warn("leaving out a registered handler, which cannot be loaded: {}", why);
            }
        }
        found.sort(Comparator.comparing(Registered::name));
        return List.copyOf(found);
    }

    private static URL[] urls(List<Path> classPath) {
        URL[] urls = new URL[classPath.size()];
        try {
            for (int i = 0; i < urls.length; i++) {
                urls[i] = classPath.get(i).toUri().toURL();
            }
        } catch (MalformedURLException e) {
            throw new UsageException("--classpath: " + e.getMessage(), e);
        }
        return urls;
    }

    List<Registered> registered() {
        return registered;
    }

    Class<? extends LineHandler> find(String name) {
        List<Registered> named =
                registered.stream().filter(handler -> handler.name().equals(name)).toList();
        if (named.size() > 1) {
            String classes =
                    named.stream()
                            .map(handler -> handler.type().getName())
                            .collect(Collectors.joining(" or "));
            throw new UsageException(
                    "several handlers are called '" + name + "'; name a class instead: " + classes);
        }
        if (!named.isEmpty()) {
            return named.getFirst().type();
        }
        Class<?> found = load(name);
        if (!LineHandler.class.isAssignableFrom(found)) {
            throw new UsageException(
                    name
                            + " does not implement "
                            + LineHandler.class.getName()
                            + "; the command line runs no other handlers");
        }
        return found.asSubclass(LineHandler.class);
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new UsageException(unknown(name), e);
        } catch (LinkageError e) {
            throw new UsageException(
                    "handler " + name + " cannot be loaded: " + FailureLine.of(e), e);
        }
    }

    private String unknown(String name) {
        String near =
                Stream.concat(
                                registered.stream().map(Registered::name),
                                registered.stream().map(handler -> handler.type().getName()))
                        .distinct()
                        .filter(known -> distance(name, known) <= known.length() / 3 + 1)
                        .sorted(Comparator.comparingInt(known -> distance(name, known)))
                        .limit(MOST_SUGGESTIONS)
                        .collect(Collectors.joining(", "));
        String advice =
                near.isEmpty()
                        ? "'pool handlers' lists the handlers; --classpath adds jars"
                        : "did you mean " + near + "?";
        return "no handler and no class is called '" + name + "'; " + advice;
    }

    private static int distance(String a, String b) {
        return LevenshteinDistance.getDefaultInstance().apply(a, b);
    }
}
