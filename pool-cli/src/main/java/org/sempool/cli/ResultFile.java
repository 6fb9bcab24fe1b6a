package org.sempool.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.sempool.cli.Descriptor.Creation;
import org.sempool.joblog.LineEnds;

/**
 * A file for results. A missing file is created when it is {@linkplain #empty emptied}, that is,
 * when there is a result: a command that is killed earlier leaves no file that looks like an
 * answer. The constructor ensures that the file can be written.
 */
final class ResultFile implements Sink {
    private final Path path;
    private @Nullable Descriptor descriptor;

    ResultFile(Path path) throws WriteException {
        this.path = path;
        this.descriptor = open();
    }

    /**
     * Removes what follows the last line end of a file, if there is such a file: a result that was
     * not written to its end.
     */
    static void removePartOfLine(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return;
        }
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file.truncate(LineEnds.endOfLastLine(file));
        }
    }

    /** Null if the file is missing but can be created. */
    private @Nullable Descriptor open() throws WriteException {
        try {
            return Descriptor.open(path, Creation.NONE);
        } catch (WriteException e) {
            if (!e.isForWantOfFile()) {
                throw e;
            }
        }
        if (Files.isSymbolicLink(path)) {
            return Descriptor.open(path, Creation.IF_MISSING);
        }
        Descriptor created = Descriptor.open(path, Creation.ALWAYS);
        try {
            Files.delete(path);
        } catch (IOException itHasToStay) {
            return created;
        }
        created.close();
        return null;
    }

    private Descriptor descriptor() throws WriteException {
        if (descriptor == null) {
            descriptor = Descriptor.open(path, Creation.IF_MISSING);
        }
        return descriptor;
    }

    @Override
    public long write(MemorySegment bytes) throws WriteException {
        return descriptor().write(bytes);
    }

    @Override
    public void empty() throws WriteException {
        descriptor().empty();
    }

    @Override
    public void takeBack(long bytes) throws IOException {
        descriptor().takeBack(bytes);
    }

    @Override
    public void close() throws WriteException {
        if (descriptor != null) {
            descriptor.close();
        }
    }
}
