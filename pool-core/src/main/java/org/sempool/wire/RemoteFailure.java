package org.sempool.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A handler's exception, described: the reader does not need the worker's classes.
 *
 * <p>It is a tree. A throwable that was already met on the way is not followed again.
 *
 * @param type the class name of the throwable
 * @param message its message, or null if it had none
 * @param text what its {@code toString()} returned; null for the usual, type and message
 * @param frames its stack trace, the innermost call first
 * @param cause its cause, or null
 * @param suppressed its suppressed exceptions
 */
public record RemoteFailure(
        String type,
        @Nullable String message,
        @Nullable String text,
        List<StackTraceElement> frames,
        @Nullable RemoteFailure cause,
        List<RemoteFailure> suppressed) {
    /**
     * Copies the lists.
     *
     * @param type the class name of the throwable
     * @param message its message, or null if it had none
     * @param text what its {@code toString()} returned; null for the usual
     * @param frames its stack trace
     * @param cause its cause, or null
     * @param suppressed its suppressed exceptions
     */
    public RemoteFailure {
        frames = List.copyOf(frames);
        suppressed = List.copyOf(suppressed);
    }

    /**
     * Describes a throwable, even one whose methods throw. What it has too much of is cut off: more
     * than 100 causes of causes, 200 throwables, 1024 frames each, 65,536 characters of a message.
     *
     * @param failure what was thrown
     * @return its description
     */
    public static RemoteFailure of(Throwable failure) {
        return new FailureDescriber().describe(failure);
    }

    /**
     * Describes a throwable of which only the type is known.
     *
     * @param type the class name of the throwable
     * @param message what is known besides, or null
     * @return its description
     */
    public static RemoteFailure brief(String type, @Nullable String message) {
        return new RemoteFailure(type, message, null, List.of(), null, List.of());
    }

    /**
     * The throwable as its {@code toString()} describes it.
     *
     * @return usually its type and its message
     */
    public String summary() {
        return text != null ? text : summary(type, message);
    }

    static String summary(String type, @Nullable String message) {
        return message == null ? type : type + ": " + message;
    }

    /**
     * Writes this failure. Each name is written once, and of a cause only the frames that are not
     * also in the trace above.
     *
     * @param payload where to write
     */
    public void encode(PayloadWriter payload) {
        new FailureEncoder(payload).put(this);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param payload where to read
     * @return the failure
     * @throws PayloadFormatException if the bytes are something else
     */
    public static RemoteFailure decode(PayloadReader payload) {
        return new FailureDecoder(payload).get();
    }
}
