package org.sempool.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes one throwable. Its methods are the user's code: they may throw, and return anything, so
 * all is bounded.
 */
final class FailureDescriber {
    static final int MOST_DEPTH = 100;
    static final int MOST_THROWABLES = 200;

    /** As many as the JVM itself records, unless it is told otherwise. */
    static final int MOST_FRAMES = 1024;

    private static final int LONGEST_TEXT = 1 << 16;
    private static final int MOST_CHARACTERS = 1 << 19;

    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int throwablesLeft = MOST_THROWABLES;
    private int charactersLeft = MOST_CHARACTERS;

    RemoteFailure describe(Throwable thrown) {
        return describe(thrown, 0);
    }

    private RemoteFailure describe(Throwable thrown, int depth) {
        throwablesLeft--;
        String type = thrown.getClass().getName();
        String message = messageOf(thrown);
        String text = textOf(thrown, type, message);
        if (!seen.add(thrown)) {
            String name = text == null ? RemoteFailure.summary(type, message) : text;
            return leaf(type, cut(message), cut("[CIRCULAR REFERENCE: " + name + "]"));
        }
        message = cut(message);
        text = cut(text);
        List<StackTraceElement> frames = framesOf(thrown);
        // The cause is worth more than what is suppressed, so it is described first.
        return new RemoteFailure(
                type, message, text, frames, causeOf(thrown, depth), suppressedBy(thrown, depth));
    }

    private static RemoteFailure leaf(
            String type, @Nullable String message, @Nullable String text) {
        return new RemoteFailure(type, message, text, List.of(), null, List.of());
    }

    private static RemoteFailure leftOut(Throwable first, String what) {
        return leaf(first.getClass().getName(), null, "[" + what + "]");
    }

    private @Nullable RemoteFailure causeOf(Throwable thrown, int depth) {
        Throwable cause = tried(thrown::getCause, null);
        if (cause == null) {
            return null;
        }
        return depth == MOST_DEPTH || throwablesLeft <= 0
                ? leftOut(cause, "further causes are left out: there are too many")
                : describe(cause, depth + 1);
    }

    private List<RemoteFailure> suppressedBy(Throwable thrown, int depth) {
        Throwable[] all = thrown.getSuppressed();
        List<RemoteFailure> described = new ArrayList<>();
        for (Throwable each : all) {
            if (depth == MOST_DEPTH || throwablesLeft <= 0) {
                described.add(leftOut(each, all.length - described.size() + " are left out"));
                break;
            }
            described.add(describe(each, depth + 1));
        }
        return described;
    }

    private static @Nullable String messageOf(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (Throwable hostile) {
            String why = tried(hostile::toString, null);
            return "(no message: reading it threw "
                    + (why == null ? hostile.getClass().getName() : why)
                    + ")";
        }
    }

    /** Null if it is the usual text, or cannot be read. */
    private static @Nullable String textOf(
            Throwable thrown, String type, @Nullable String message) {
        String text = tried(thrown::toString, null);
        return text == null || text.equals(RemoteFailure.summary(type, message)) ? null : text;
    }

    private List<StackTraceElement> framesOf(Throwable thrown) {
        StackTraceElement[] trace = tried(thrown::getStackTrace, null);
        List<StackTraceElement> frames = new ArrayList<>();
        for (int i = 0; trace != null && i < trace.length; i++) {
            StackTraceElement frame = trace[i];
            if (frame == null) {
                continue;
            }
            String printed = frame.toString();
            charactersLeft -= printed.length();
            if (charactersLeft < 0 || frames.size() == MOST_FRAMES) {
                break;
            }
            frames.add(portable(frame, printed));
        }
        return frames;
    }

    /**
     * A frame knows whether its class loader and its module's version are worth printing, but that
     * does not travel. So what it does not print is left out.
     */
    private static StackTraceElement portable(StackTraceElement frame, String printed) {
        String loader = frame.getClassLoaderName();
        String version = frame.getModuleVersion();
        return new StackTraceElement(
                loader != null && printed.startsWith(loader + "/") ? loader : null,
                frame.getModuleName(),
                version != null && printed.contains("@" + version + "/") ? version : null,
                frame.getClassName(),
                frame.getMethodName(),
                frame.getFileName(),
                frame.getLineNumber());
    }

    private @Nullable String cut(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int most = Math.max(0, Math.min(LONGEST_TEXT, charactersLeft));
        charactersLeft -= Math.min(text.length(), most);
        return text.length() <= most
                ? text
                : text.substring(0, most)
                        + " ... ("
                        + (text.length() - most)
                        + " more characters left out)";
    }

    private static <T extends @Nullable Object> T tried(Supplier<T> method, T otherwise) {
        try {
            return method.get();
        } catch (Throwable hostile) {
            return otherwise;
        }
    }
}
