package org.sempool.executor;

import java.io.ObjectInputFilter;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Lets pass what is allowed, and remembers what was not. For one object to be read. */
final class AllowList implements ObjectInputFilter {
    private static final String ALWAYS = "java.base/*";
    private static final String NOTHING_ELSE = "!*";

    private final ObjectInputFilter patterns;
    private final AtomicReference<@Nullable String> rejected = new AtomicReference<>();

    AllowList(ObjectInputFilter patterns) {
        this.patterns = patterns;
    }

    /** The filter for some patterns. */
    static ObjectInputFilter of(List<String> allowed) {
        for (String pattern : allowed) {
            if (pattern.isBlank() || pattern.startsWith("!") || pattern.matches(".*[;=].*")) {
                throw new IllegalArgumentException(
                        "allowed="
                                + pattern
                                + " is no pattern of classes; write com.acme.* for a package");
            }
        }
        String all = String.join(";", allowed);
        return ObjectInputFilter.Config.createFilter(
                (all.isEmpty() ? "" : all + ";") + ALWAYS + ";" + NOTHING_ELSE);
    }

    @Override
    public Status checkInput(FilterInfo info) {
        Status status = patterns.checkInput(info);
        Class<?> type = info.serialClass();
        if (status == Status.REJECTED && type != null) {
            rejected.compareAndSet(null, type.getName());
        }
        return status;
    }

    /** The first class that was not let pass. */
    @Nullable String rejected() {
        return rejected.get();
    }
}
