package org.sempool.cli;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sempool.ByteText;
import org.sempool.LineHandler;
import org.sempool.wire.FailureLine;
import org.sempool.wire.Utf8;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch's handler, as far as the command itself calls it. It is the user's code, and may throw
 * anything. If there is no handler at all, the pool reports why when it starts.
 */
final class UserHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UserHandler.class);

    private final Class<? extends LineHandler> type;
    private final @Nullable LineHandler handler;
    private final boolean takesBytes;

    UserHandler(Class<? extends LineHandler> type) {
        this.type = type;
        LineHandler made = null;
        boolean bytes = false;
        try {
            made = type.getConstructor().newInstance();
            bytes = made.takesBytes();
        } catch (Throwable thrown) {
            LOG.debug("the command cannot create the handler", thrown);
        }
        this.handler = made;
        this.takesBytes = bytes;
    }

    Class<? extends LineHandler> type() {
        return type;
    }

    boolean takesBytes() {
        return takesBytes;
    }

    /**
     * Returns the bytes of one of its results.
     *
     * @throws IllegalArgumentException if the result does not stand for bytes
     */
    byte[] bytes(String result) {
        return takesBytes ? ByteText.bytes(result) : Utf8.bytes(result);
    }

    /** Returns its summary of a batch, in one line, which may be empty. */
    String lastWords(long succeeded, long total) {
        if (handler == null) {
            return "";
        }
        try {
            String summary = handler.summary(succeeded, total);
            return summary == null
                    ? ""
                    : summary.lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .collect(Collectors.joining(" "));
        } catch (Throwable thrown) {
            LOG.warn(
                    "summary() of {} failed: {}",
                    type.getName(),
                    Visible.line(FailureLine.of(thrown)));
            LOG.debug("summary() failed", thrown);
            return "";
        }
    }
}
