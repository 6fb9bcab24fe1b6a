package org.sempool.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How much goes to standard error. */
final class LoggingOptions {
    @Option(
            names = {"-v", "--verbose"},
            description = "Log what the pool does, and report in full why jobs failed.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Report only failures: no bar, no summary, no output of workers.")
    private boolean quiet;

    boolean verbose() {
        return verbose;
    }

    boolean quiet() {
        return quiet;
    }

    void apply() {
        if (verbose && quiet) {
            throw new UsageException("--verbose and --quiet contradict each other; give one");
        }
        if (verbose) {
            logger("org.sempool").setLevel(Level.DEBUG);
        }
        if (quiet) {
            logger("org.sempool.worker.output").setLevel(Level.OFF);
            logger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
        }
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
