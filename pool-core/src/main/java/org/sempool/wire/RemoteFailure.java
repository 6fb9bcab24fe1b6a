package org.sempool.wire;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A handler's exception as text: the reader does not need the worker's classes.
 *
 * @param type the class name of the throwable
 * @param message its message, or null if it had none
 * @param stackTrace its stack trace with its causes, as the JVM prints it
 */
public record RemoteFailure(String type, @Nullable String message, String stackTrace) {

    /**
     * Describes a throwable, even one whose methods throw.
     *
     * @param failure what was thrown
     * @return its description
     */
    public static RemoteFailure of(Throwable failure) {
        String type = failure.getClass().getName();
        try {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return new RemoteFailure(type, failure.getMessage(), text.toString());
        } catch (RuntimeException | Error hostile) {
            String thrown = describe(hostile);
            return new RemoteFailure(type, "(no message: reading it threw " + thrown + ")", type);
        }
    }

    private static String describe(Throwable hostile) {
        try {
            return hostile.toString();
        } catch (RuntimeException | Error asHostile) {
            return hostile.getClass().getName();
        }
    }

    /**
     * Writes this failure: type, message (length -1 if null) and trace, each after its length.
     *
     * @param payload where to write
     */
    public void encode(PayloadWriter payload) {
        putText(payload, type);
        putText(payload, message);
        putText(payload, stackTrace);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param payload where to read
     * @return the failure
     * @throws PayloadFormatException if the bytes are something else
     */
    public static RemoteFailure decode(PayloadReader payload) {
        String type = getText(payload);
        String message = getText(payload);
        String stackTrace = getText(payload);
        if (type == null || stackTrace == null) {
            throw new PayloadFormatException("a failure has neither type nor stack trace");
        }
        return new RemoteFailure(type, message, stackTrace);
    }

    private static void putText(PayloadWriter payload, @Nullable String text) {
        if (text == null) {
            payload.putInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        payload.putInt(bytes.length);
        payload.putBytes(bytes);
    }

    private static @Nullable String getText(PayloadReader payload) {
        int bytes = payload.getInt();
        return bytes == -1 ? null : payload.getUtf8(bytes);
    }
}
