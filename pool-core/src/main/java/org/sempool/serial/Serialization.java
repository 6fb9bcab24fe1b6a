package org.sempool.serial;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Java serialization, which nothing else in the pool uses. */
public final class Serialization {
    private Serialization() {}

    /**
     * Writes an object.
     *
     * @param object the object
     * @return its serialized form
     * @throws IOException if it has none
     */
    public static byte[] write(@Nullable Object object) throws IOException {
        return write(object, Integer.MAX_VALUE);
    }

    /** Writes an object, unless that takes more than so many bytes. */
    static byte[] write(@Nullable Object object, int most) throws IOException {
        ByteArrayOutputStream bytes = new Bounded(most);
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(object);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes an object.
     *
     * @param object the object
     * @param classes receives the classes that a reader will need; for a lambda, its enclosing
     *     class
     * @return its serialized form
     * @throws IOException if it has none
     */
    public static byte[] write(@Nullable Object object, Set<Class<?>> classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream =
                new ObjectOutputStream(bytes) {
                    @Override
                    protected void annotateClass(Class<?> type) {
                        classes.add(elementOf(type));
                    }

                    @Override
                    protected void annotateProxyClass(Class<?> type) {
                        classes.addAll(List.of(type.getInterfaces()));
                    }
                }) {
            stream.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Class<?> elementOf(Class<?> type) {
        Class<?> component = type.getComponentType();
        return component == null ? type : elementOf(component);
    }

    /**
     * Reads an object from this process's parent, which can make it run anything anyway.
     *
     * @param bytes its serialized form
     * @return the object
     * @throws IOException if the bytes are something else
     * @throws ClassNotFoundException if a class is missing
     */
    @SuppressWarnings("BanSerializableRead")
    public static @Nullable Object readOwn(byte[] bytes)
            throws IOException, ClassNotFoundException {
        try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return stream.readObject();
        }
    }

    /**
     * Reads an object.
     *
     * @param bytes its serialized form
     * @param filter decides which classes are allowed
     * @param loader the class loader to ask first
     * @return the object
     * @throws IOException if the bytes are something else, or a class is not allowed
     * @throws ClassNotFoundException if a class is missing
     */
    @SuppressWarnings("BanSerializableRead")
    public static @Nullable Object read(
            byte[] bytes, ObjectInputFilter filter, @Nullable ClassLoader loader)
            throws IOException, ClassNotFoundException {
        try (ObjectInputStream stream =
                new ObjectInputStream(new ByteArrayInputStream(bytes)) {
                    @Override
                    protected Class<?> resolveClass(ObjectStreamClass type)
                            throws IOException, ClassNotFoundException {
                        try {
                            return Class.forName(type.getName(), false, loader);
                        } catch (ClassNotFoundException notThere) {
                            return super.resolveClass(type);
                        }
                    }
                }) {
            stream.setObjectInputFilter(filter);
            return stream.readObject();
        }
    }

    /** A writer of serialized forms may write without an end. */
    private static final class Bounded extends ByteArrayOutputStream {
        private final int most;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        public synchronized void write(int value) {
            check(1);
            super.write(value);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            check(length);
            super.write(bytes, from, length);
        }

        private void check(int more) {
            if (more > most - count) {
                throw new IllegalStateException("more than " + most + " bytes");
            }
        }
    }
}
