package org.sempool.examples.service;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.sempool.JobContext;
import org.sempool.JobHandler;

/**
 * Replaces text with regular expressions. A worker has one instance, so its fields are the worker's
 * own state: here, the patterns that it has compiled.
 */
public final class ReplaceHandler implements JobHandler<Replacement, String> {
    /** As a pattern, it ends the JVM that runs it, as faulty native code would. */
    public static final String CRASH = "<crash>";

    private static final int MOST_PATTERNS = 100;
    private static final int EXIT_CODE = 3;

    private final Map<String, Pattern> patterns =
            new LinkedHashMap<>(MOST_PATTERNS, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Pattern> eldest) {
                    return size() > MOST_PATTERNS;
                }
            };

    /** Called by the pool. */
    public ReplaceHandler() {}

    @Override
    public String handle(Replacement job, JobContext context) {
        if (job.pattern().equals(CRASH)) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        Pattern pattern = patterns.computeIfAbsent(job.pattern(), Pattern::compile);
        return pattern.matcher(job.text()).replaceAll(job.with());
    }
}
