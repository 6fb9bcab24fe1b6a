package org.sempool.coordinator;

import org.slf4j.Logger;

/** Logs on threads that must go on even if logging fails, for lack of memory, say. */
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
