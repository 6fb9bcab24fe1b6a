package org.sempool.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link RemoteFailure}. Numbers take as many bytes as they need, seven bits each. A
 * string that was written before is a reference.
 */
final class FailureEncoder {
    static final int NO_STRING = 0;
    static final int NEW_STRING = 1;
    static final int FIRST_KNOWN = 2;

    /** Lines are numbered from 1; -2 says that the method is native, and -1 that it is unknown. */
    static final int LINE_OFFSET = 2;

    private final PayloadWriter payload;
    private final Map<String, Integer> known = new HashMap<>();

    FailureEncoder(PayloadWriter payload) {
        this.payload = payload;
    }

    void put(RemoteFailure failure) {
        put(failure, List.of());
    }

    private void put(RemoteFailure failure, List<StackTraceElement> above) {
        put(failure.type());
        put(failure.message());
        put(failure.text());
        List<StackTraceElement> frames = failure.frames();
        int shared = sharedEnd(frames, above);
        put(shared);
        put(frames.size() - shared);
        frames.subList(0, frames.size() - shared).forEach(this::put);
        RemoteFailure cause = failure.cause();
        put(cause == null ? 0 : 1);
        if (cause != null) {
            put(cause, frames);
        }
        put(failure.suppressed().size());
        failure.suppressed().forEach(each -> put(each, frames));
    }

    private static int sharedEnd(List<StackTraceElement> frames, List<StackTraceElement> above) {
        int shared = 0;
        int most = Math.min(frames.size(), above.size());
        while (shared < most
                && frames.get(frames.size() - 1 - shared)
                        .equals(above.get(above.size() - 1 - shared))) {
            shared++;
        }
        return shared;
    }

    private void put(StackTraceElement frame) {
        put(frame.getClassLoaderName());
        put(frame.getModuleName());
        put(frame.getModuleVersion());
        put(frame.getClassName());
        put(frame.getMethodName());
        put(frame.getFileName());
        put(frame.getLineNumber() + LINE_OFFSET);
    }

    private void put(@Nullable String text) {
        if (text == null) {
            put(NO_STRING);
            return;
        }
        Integer before = known.putIfAbsent(text, known.size());
        if (before != null) {
            put(FIRST_KNOWN + before);
            return;
        }
        put(NEW_STRING);
        // Not strictly: a question mark is better than no failure.
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put(bytes.length);
        payload.putBytes(bytes);
    }

    private void put(int number) {
        int rest = number;
        while (rest >>> 7 != 0) {
            payload.putByte((byte) (rest | 0x80));
            rest >>>= 7;
        }
        payload.putByte((byte) rest);
    }
}
