package org.sempool.executor;

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
final class Serialization {
    private Serialization() {}

    static byte[] write(@Nullable Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(object);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes an object.
     *
     * @param classes receives the classes that a reader will need; for a lambda, its enclosing
     *     class
     */
    static byte[] write(@Nullable Object object, Set<Class<?>> classes) throws IOException {
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

    /** Reads an object from this process's parent, which can make it run anything anyway. */
    @SuppressWarnings("BanSerializableRead")
    static @Nullable Object readOwn(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return stream.readObject();
        }
    }

    /**
     * Reads an object.
     *
     * @param loader the class loader to ask first
     */
    @SuppressWarnings("BanSerializableRead")
    static @Nullable Object read(
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
}
