package org.sempool.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small process that outlives a killed coordinator for a moment, to kill its workers and all
 * processes that they started. Workers end by themselves when their coordinator is gone; but a
 * worker that is suspended at that time cannot, and a worker that is killed leaves its children.
 *
 * <p>It reads a pipe that the kernel closes however the coordinator ends, and then searches for the
 * pool's {@link ProcessFamily#TAG_NAME tag}. Without a shell or {@code /proc} there is no guard.
 * Thread-safe.
 */
public final class FamilyGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FamilyGuard.class);
    private static final String NAME = "sempool-guard";
    private static final String DISMISSED = "dismissed\n";
    private static final long PATIENCE_MILLIS = 1000;

    /**
     * Exits when it reads a line, and kills when its input ends. $1 is the prefix of the tags. It
     * checks the processes in batches: a command line has room for a few thousand, and for fewer
     * where stacks are small.
     */
    static final String SCRIPT =
            """
            trap '' HUP INT TERM
            read -r line && exit 0
            tag=$1
            kill_tagged() {
                for file in $(grep -lsF -e "$tag" "$@"); do
                    pid=${file#/proc/}
                    kill -KILL "${pid%/environ}" && found=yes
                done
            }
            for round in 1 2 3 4 5; do
                found=no
                set --
                for file in /proc/[0-9]*/environ; do
                    set -- "$@" "$file"
                    if [ $# -eq 100 ]; then
                        kill_tagged "$@"
                        set --
                    fi
                done
                kill_tagged "$@" /dev/null
                [ $found = yes ] || exit 0
            done
            """;

    /**
     * All that the script needs. The user's variables may leave no room for a command's arguments.
     */
    private static final String PATH = "PATH";

    /** If this many guards are killed, none is wanted. */
    private static final int MAX_STARTS = 10;

    private final ProcessBuilder builder;
    private @Nullable Process process;
    private int starts;
    private boolean closed;

    private FamilyGuard(String pool) {
        List<String> command = new ArrayList<>(Programs.ownSession());
        command.addAll(List.of(Programs.SHELL, "-c", SCRIPT, NAME, ProcessFamily.begin(pool)));
        this.builder =
                new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        // This also drops the tag that this process has if it is a worker itself: when its family
        // is killed, this guard must survive, to kill the family of its workers.
        builder.environment().keySet().retainAll(Set.of(PATH));
    }

    /**
     * Starts a guard. If it is killed, another takes its place.
     *
     * @param pool the pool's name, which the workers' tags contain
     * @return the guard, to be closed by the caller once no worker is left
     */
    public static FamilyGuard start(String pool) {
        FamilyGuard guard = new FamilyGuard(pool);
        guard.start();
        return guard;
    }

    private synchronized void start() {
        if (closed || starts == MAX_STARTS || !Programs.hasShell()) {
            return;
        }
        if (starts > 0) {
            LOG.warn("the guard of the workers' processes was killed; starting another");
        }
        starts++;
        try {
            process = builder.start();
        } catch (IOException | OutOfMemoryError e) {
            LOG.warn("no guard could be started; killed workers may leave processes behind", e);
            return;
        }
        try {
            ProcessEnd.then(process, NAME, this::start);
        } catch (OutOfMemoryError noThread) {
            LOG.warn("the guard of the workers' processes will not be replaced", noThread);
        }
    }

    /** A guard whose start failed for lack of memory or threads may be running all the same. */
    private void killUnknown() {
        String tag = builder.command().getLast();
        ProcessHandle.current()
                .children()
                .filter(child -> hasArgument(child, tag))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean hasArgument(ProcessHandle child, String argument) {
        return child.info().arguments().stream()
                .anyMatch(arguments -> Arrays.asList(arguments).contains(argument));
    }

    /** Dismisses the guard. */
    @Override
    public void close() {
        Process guard;
        synchronized (this) {
            closed = true;
            guard = process;
        }
        if (guard == null) {
            killUnknown();
            return;
        }
        try (var line = guard.outputWriter(StandardCharsets.US_ASCII)) {
            line.write(DISMISSED);
        } catch (IOException e) {
            LOG.debug("the guard was gone already", e);
        }
        try {
            if (!guard.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                guard.destroyForcibly();
            }
        } catch (InterruptedException e) {
            guard.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
