package org.sempool.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link FailureEncoder} wrote, and survives anything else. */
final class FailureDecoder {
    /** Those that are left out or circular count, too. */
    private static final int MOST_THROWABLES = 4 * FailureDescriber.MOST_THROWABLES;

    private static final int MOST_DEPTH = FailureDescriber.MOST_DEPTH + 1;

    private final PayloadReader payload;
    private final List<String> known = new ArrayList<>();
    private int throwables;

    FailureDecoder(PayloadReader payload) {
        this.payload = payload;
    }

    RemoteFailure get() {
        return get(List.of(), 0);
    }

    private RemoteFailure get(List<StackTraceElement> above, int depth) {
        if (depth > MOST_DEPTH || ++throwables > MOST_THROWABLES) {
            throw new PayloadFormatException("a failure has too many causes");
        }
        String type = required(string());
        String message = string();
        String text = string();
        int shared = number(above.size());
        int own = number(FailureDescriber.MOST_FRAMES - shared);
        List<StackTraceElement> frames = new ArrayList<>();
        for (int i = 0; i < own; i++) {
            frames.add(frame());
        }
        frames.addAll(above.subList(above.size() - shared, above.size()));
        RemoteFailure cause = number(1) == 0 ? null : get(frames, depth + 1);
        List<RemoteFailure> suppressed = new ArrayList<>();
        for (int left = number(MOST_THROWABLES); left > 0; left--) {
            suppressed.add(get(frames, depth + 1));
        }
        return new RemoteFailure(type, message, text, frames, cause, suppressed);
    }

    private StackTraceElement frame() {
        String loader = string();
        String module = string();
        String version = string();
        String type = required(string());
        String method = required(string());
        String file = string();
        int line = anyNumber() - FailureEncoder.LINE_OFFSET;
        return new StackTraceElement(loader, module, version, type, method, file, line);
    }

    private static String required(@Nullable String text) {
        if (text == null) {
            throw new PayloadFormatException("a failure lacks a name");
        }
        return text;
    }

    private @Nullable String string() {
        int kind = number(FailureEncoder.NEW_STRING + known.size());
        if (kind == FailureEncoder.NO_STRING) {
            return null;
        }
        if (kind > FailureEncoder.NEW_STRING) {
            return known.get(kind - FailureEncoder.FIRST_KNOWN);
        }
        String text = payload.getUtf8(anyNumber());
        known.add(text);
        return text;
    }

    private int number(int most) {
        int number = anyNumber();
        if (number < 0 || number > most) {
            throw new PayloadFormatException(
                    "a failure has number=" + number + "; allowed is 0 to " + most);
        }
        return number;
    }

    private int anyNumber() {
        int number = 0;
        for (int bits = 0; bits < Integer.SIZE; bits += 7) {
            byte next = payload.getByte();
            number |= (next & 0x7f) << bits;
            if (next >= 0) {
                return number;
            }
        }
        throw new PayloadFormatException("a failure has a number of more than 32 bits");
    }
}
