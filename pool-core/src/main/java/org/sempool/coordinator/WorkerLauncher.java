package org.sempool.coordinator;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sempool.classes.WorkerClasses;
import org.sempool.config.PoolConfig;
import org.sempool.process.FamilyGuard;
import org.sempool.process.ProcessFamily;
import org.sempool.process.ProcessStart;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.Transport;

/**
 * Launches worker processes, with what all of them share: their classes, the log of their output,
 * and the guard that kills their remaining processes if the coordinator cannot.
 *
 * <p>Belongs to the supervisor's thread, except for {@link #open} and {@link #close}.
 */
final class WorkerLauncher {
    private final PoolConfig config;
    private final WorkerClasses classes;
    private final Transport transport;
    private final SupervisedEnd channel;
    private final ClassFlags classFlags;
    private final OutputLog outputLog;
    private volatile @Nullable FamilyGuard guard;

    WorkerLauncher(
            PoolConfig config, WorkerClasses classes, Transport transport, SupervisedEnd channel) {
        this.config = config;
        this.outputLog = new OutputLog(config.name());
        this.classes = classes;
        this.transport = transport;
        this.channel = channel;
        this.classFlags = new ClassFlags(classes, channel.directory());
    }

    /** The files from which the workers load classes, as they are now. */
    ClassFiles classFiles() {
        return ClassFiles.of(classes.entries(), classes.modulePath());
    }

    void open() {
        outputLog.start();
        guard = FamilyGuard.start(channel.address());
    }

    WorkerProcess launch(int number) throws IOException {
        return WorkerProcess.start(
                number,
                config,
                transport,
                channel.address(),
                channel.directory().orElse(null),
                classFlags.get(),
                outputLog);
    }

    /** Kills what the ended workers have left, and releases everything else. */
    void close() {
        try {
            ProcessFamily.killTaggedOfPool(channel.address(), ProcessStart.own());
        } finally {
            FamilyGuard open = guard;
            if (open != null) {
                open.close();
            }
            classes.copies().close();
            outputLog.stop();
        }
    }
}
