package org.sempool.artemis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The coordinators that a host knows of. The jobs of one that has ended, or was silent for long,
 * are dropped: nobody waits for their results.
 *
 * <p>Thread-safe.
 */
final class Origins {
    /** A coordinator that is cut off for less still gets its results. */
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(Names.SILENCE_MILLIS);

    private static final long FORGET_NANOS = TimeUnit.HOURS.toNanos(1);

    private record Known(long heardNanos, boolean ended) {}

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** It has said something; returns whether this host did not know it. */
    boolean heard(String origin) {
        long now = System.nanoTime();
        known.values().removeIf(each -> now - each.heardNanos > FORGET_NANOS);
        Known before = known.put(origin, new Known(now, false));
        return before == null;
    }

    /** It wants no results any more. */
    void ended(String origin) {
        known.put(origin, new Known(System.nanoTime(), true));
    }

    /** While a host is not connected, it hears nobody: everybody gets the full time again. */
    void connected() {
        long now = System.nanoTime();
        known.replaceAll((_, each) -> each.ended ? each : new Known(now, false));
    }

    /** Whether jobs of this coordinator are to be dropped. */
    boolean isGone(String origin) {
        long now = System.nanoTime();
        return isGone(origin, known.computeIfAbsent(origin, _ -> new Known(now, false)), now);
    }

    /** All whose jobs are to be dropped. */
    List<String> gone() {
        long now = System.nanoTime();
        return known.entrySet().stream()
                .filter(each -> isGone(each.getKey(), each.getValue(), now))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isGone(String origin, Known seen, long now) {
        return !Names.isBatch(origin) && (seen.ended || now - seen.heardNanos > SILENCE_NANOS);
    }
}
