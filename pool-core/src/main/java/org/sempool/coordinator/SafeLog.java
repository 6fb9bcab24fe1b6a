package org.sempool.coordinator;

import org.slf4j.Logger;

/** Logs on threads that must go on: without memory, say, logging fails like all else. */
final class SafeLog {
    private SafeLog() {}

    static void error(Logger log, String what, Throwable why) {
        try {
            log.error(what, why);
        } catch (RuntimeException | Error notEvenThat) {
            why.addSuppressed(notEvenThat);
        }
    }
}
