package org.sempool.bench;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A measurement failed for a reason that lies outside the bench; the message says all of it. */
public final class BenchException extends IOException {
    private static final long serialVersionUID = 1L;

    BenchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
