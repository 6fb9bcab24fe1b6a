package org.sempool.cli;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Translates the settings in the pool's messages to the words of the command line: {@code
 * workers=0} becomes {@code --workers 0}.
 */
final class OptionNames {
    /** By the names of the builder's methods. Options of a transport have the same name in both. */
    static final Map<String, String> BY_SETTING =
            Map.ofEntries(
                    Map.entry("workers", "--workers"),
                    Map.entry("queue", "--queue"),
                    Map.entry("slotBytes", "--slot-bytes"),
                    Map.entry("payloadMemory", "--payload-memory"),
                    Map.entry("attempts", "--attempts"),
                    Map.entry("retryFailures", "--retries"),
                    Map.entry("jobTimeout", "--timeout"),
                    Map.entry("grace", "--grace"),
                    Map.entry("maxJobsPerWorker", "--max-jobs-per-worker"),
                    Map.entry("maxMemoryPerWorker", "--max-memory"),
                    Map.entry("heap", "--heap"),
                    Map.entry("startTimeout", "--start-timeout"),
                    Map.entry("stopTimeout", "--stop-timeout"),
                    Map.entry("handlerStartTimeout", "--handler-start-timeout"),
                    Map.entry("handlerStopTimeout", "--handler-stop-timeout"),
                    Map.entry("classPath", "--classpath"),
                    Map.entry("modulePath", "--module-path"),
                    Map.entry("javaHome", "--java-home"),
                    Map.entry("jvmFlags", "--jvm-flag"),
                    Map.entry("environment", "--env"),
                    Map.entry("niceness", "--nice"),
                    Map.entry("workingDirectory", "--working-directory"),
                    Map.entry("transport", "--transport"),
                    Map.entry("semaphore", "--semaphore"),
                    Map.entry("directory", "--directory"),
                    Map.entry("data-dir", "--data-dir"),
                    Map.entry("spill-directory", "--spill-directory"),
                    Map.entry("broker", "--broker"),
                    Map.entry("batch", "--batch"),
                    Map.entry("pool", "--pool"),
                    Map.entry("user", "--user"),
                    Map.entry("password-file", "--password-file"),
                    Map.entry("trust-store", "--trust-store"),
                    Map.entry("trust-store-password-file", "--trust-store-password-file"),
                    Map.entry("key-store", "--key-store"),
                    Map.entry("key-store-password-file", "--key-store-password-file"));

    /** A setting with its value, or a call of its method. */
    private static final Pattern WITH_VALUE =
            Pattern.compile("(?<![\\w./?&-])(" + names(".*") + ")(=|\\(\\.\\.\\.\\))");

    /** A name that stands alone. Names without a capital letter are English words, too. */
    private static final Pattern ALONE =
            Pattern.compile("(?<![\\w./-])(" + names(".*[A-Z].*") + ")(?![\\w./-])");

    private static final Pattern OF_TRANSPORT =
            Pattern.compile("(the )?transport option (\"[a-z-]+\"( or \"[a-z-]+\")?)");

    private OptionNames() {}

    private static String names(String pattern) {
        return BY_SETTING.keySet().stream()
                .filter(name -> name.matches(pattern))
                .collect(Collectors.joining("|"));
    }

    /** The pool's message in the command's words. */
    static String in(String message) {
        String text = OF_TRANSPORT.matcher(message).replaceAll(OptionNames::ofTransport);
        text = WITH_VALUE.matcher(text).replaceAll(OptionNames::withValue);
        return ALONE.matcher(text).replaceAll(match -> option(match.group(1)));
    }

    private static String ofTransport(MatchResult match) {
        return Matcher.quoteReplacement(match.group(2).replaceAll("\"([a-z-]+)\"", "--$1"));
    }

    private static String withValue(MatchResult match) {
        return option(match.group(1)) + (match.group(2).equals("=") ? " " : "");
    }

    private static String option(String setting) {
        return BY_SETTING.getOrDefault(setting, setting);
    }
}
