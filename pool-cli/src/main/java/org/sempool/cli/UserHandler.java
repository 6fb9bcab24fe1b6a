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
 * A batch's handler as far as the command itself asks it. That is code of the user's, and may throw
 * anything; why there is no handler at all the pool says, when it is to start.
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
            LOG.debug("the handler cannot be asked", thrown);
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
     * The bytes of a result of its.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    byte[] bytes(String result) {
        return takesBytes ? ByteText.bytes(result) : Utf8.bytes(result);
    }

    /** What it says after a batch, in a line, which may be empty. */
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
            LOG.warn("{} has no summary: {}", type.getName(), Visible.line(FailureLine.of(thrown)));
            LOG.debug("summary() failed", thrown);
            return "";
        }
    }
}
