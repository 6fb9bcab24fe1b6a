package org.sempool.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.LineHandler;
import org.sempool.spi.HandlerCode;
import org.sempool.spi.HandlerVersion;
import org.sempool.wire.FailureLine;
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
    private final Codec<Line> lineCodec;
    private final Codec<byte[]> resultCodec;

    UserHandler(Class<? extends LineHandler> type) {
        this.type = type;
        LineHandler made = null;
        boolean bytes = false;
        Codec<Line> jobs = LineCodec.like(Codec.utf8());
        Codec<byte[]> results = ResultCodec.like(Codec.utf8(), false);
        try {
            made = type.getConstructor().newInstance();
            bytes = made.takesBytes();
            jobs = LineCodec.like(made.jobCodec());
            results = ResultCodec.like(made.resultCodec(), bytes);
        } catch (Throwable thrown) {
            LOG.debug("the command cannot create the handler", thrown);
        }
        this.handler = made;
        this.takesBytes = bytes;
        this.lineCodec = jobs;
        this.resultCodec = results;
    }

    Class<? extends LineHandler> type() {
        return type;
    }

    /** Distinguishes it from other handlers, and from other versions of itself. */
    String version() throws IOException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        List<Path> homes = List.of();
        try {
            if (source != null && source.getLocation() != null) {
                homes = List.of(Path.of(source.getLocation().toURI()));
            }
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            LOG.debug("it is not known where {} is", type, e);
        }
        return HandlerVersion.of(new HandlerCode(type.getName(), homes, "")).toString();
    }

    boolean takesBytes() {
        return takesBytes;
    }

    Codec<Line> lineCodec() {
        return lineCodec;
    }

    Codec<byte[]> resultCodec() {
        return resultCodec;
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
