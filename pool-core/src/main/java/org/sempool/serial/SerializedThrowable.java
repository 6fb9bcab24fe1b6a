package org.sempool.serial;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exception of a worker in its serialized form. The thread that first asks for it reads it,
 * behind the allow-list.
 *
 * <p>Thread-safe. If several threads ask first at the same time, each reads it, and all get the
 * same object.
 */
public final class SerializedThrowable implements Supplier<Optional<Throwable>> {
    /** The largest that a worker sends, in bytes. */
    public static final int MOST_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SerializedThrowable.class);

    private final AllowList allowed;
    private final @Nullable ClassLoader classes;
    private final AtomicReference<State> state;

    private sealed interface State {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Unread(byte[] bytes) implements State {}

    private record Read(Optional<Throwable> thrown) implements State {}

    /**
     * Takes what a worker sent.
     *
     * @param bytes the serialized exception
     * @param allowed the classes that it may consist of
     * @param classes the class loader to ask first
     */
    public SerializedThrowable(byte[] bytes, AllowList allowed, @Nullable ClassLoader classes) {
        this.allowed = allowed;
        this.classes = classes;
        this.state = new AtomicReference<>(new Unread(bytes));
    }

    /**
     * Serializes an exception, in a worker.
     *
     * @param thrown may refer to anything
     * @return its serialized form; empty if it has none, or a too large one
     */
    public static byte[] write(Throwable thrown) {
        try {
            return Serialization.write(thrown, MOST_BYTES);
        } catch (Throwable ofTheUsers) {
            return new byte[0];
        }
    }

    @Override
    public Optional<Throwable> get() {
        State known = state.get();
        if (known instanceof Unread unread) {
            State read = new Read(read(unread.bytes()));
            // This also releases the bytes.
            known = state.compareAndSet(unread, read) ? read : state.get();
        }
        return known instanceof Read(Optional<Throwable> thrown) ? thrown : Optional.empty();
    }

    private Optional<Throwable> read(byte[] bytes) {
        AllowList.Reading reading = allowed.reading(bytes.length);
        try {
            return Serialization.read(bytes, reading, classes) instanceof Throwable thrown
                    ? Optional.of(thrown)
                    : Optional.empty();
        } catch (Throwable ofItsClasses) {
            String why = reading.whyRejected();
            LOG.debug(
                    "a worker's exception cannot be read: it {}",
                    why == null ? "cannot be deserialized" : why,
                    ofItsClasses);
            return Optional.empty();
        }
    }
}
