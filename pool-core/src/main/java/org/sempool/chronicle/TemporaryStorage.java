package org.sempool.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import org.sempool.directory.DirectoryWatch;
import org.sempool.directory.Leftovers;
import org.sempool.directory.PrivateDirectory;

/** A private directory that is removed with its pool. */
record TemporaryStorage(PrivateDirectory directory) implements Storage {
    static TemporaryStorage in(Path parent) throws IOException {
        Leftovers.tryToRemove(parent);
        return new TemporaryStorage(PrivateDirectory.create(parent));
    }

    @Override
    public Path path() {
        return directory.path();
    }

    @Override
    public Path temporary() {
        return path();
    }

    @Override
    public Path displayPath() {
        Path parent = path().getParent();
        return parent == null ? path() : parent;
    }

    @Override
    public DirectoryWatch watch(String... files) throws IOException {
        return directory.watch(files);
    }

    @Override
    public boolean isKept() {
        return false;
    }

    @Override
    public void close() {
        directory.close();
    }
}
