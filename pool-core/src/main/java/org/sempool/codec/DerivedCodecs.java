package org.sempool.codec;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobHandler;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/** Derives the codecs of handlers that name none from the types in their declaration. */
public final class DerivedCodecs {
    private static final Map<Class<?>, Codec<?>> BUILT_IN =
            Map.of(
                    byte[].class, BuiltInCodecs.BYTES,
                    String.class, BuiltInCodecs.UTF8,
                    Long.class, BuiltInCodecs.LONGS,
                    long[].class, BuiltInCodecs.LONG_ARRAYS,
                    MemorySegment.class, BuiltInCodecs.SEGMENTS);

    private DerivedCodecs() {}

    /**
     * The codec of a handler's jobs.
     *
     * @param handler the handler's class
     * @param <T> the type of the jobs
     * @return the codec
     */
    public static <T> Codec<T> ofJobs(Class<?> handler) {
        return of(handler, 0, "a job of ", "jobCodec()");
    }

    /**
     * The codec of a handler's results.
     *
     * @param handler the handler's class
     * @param <T> the type of the results
     * @return the codec
     */
    public static <T> Codec<T> ofResults(Class<?> handler) {
        Type type = argumentOf(handler, 1);
        rejectFuture(handler, type);
        rejectVoid(handler, type);
        return of(handler, 1, "a result of ", "resultCodec()");
    }

    private static <T> Codec<T> of(Class<?> handler, int argument, String what, String method) {
        Type type = argumentOf(handler, argument);
        String where = what + handler.getName();
        if (type == null) {
            throw new IllegalArgumentException(
                    "the type of "
                            + where
                            + " cannot be told from its declaration; override "
                            + method);
        }
        return ofType(type, where, Parts.OWN_CODEC);
    }

    /**
     * The codec of a type.
     *
     * @param type the type
     * @param where what has it, for a message
     * @param advice what to do if it cannot travel, for a message
     */
    @SuppressWarnings("unchecked") // the caller says that it is T
    static <T> Codec<T> ofType(Type type, String where, String advice) {
        Codec<?> builtIn = type instanceof Class<?> known ? BUILT_IN.get(known) : null;
        if (builtIn != null) {
            return (Codec<T>) builtIn;
        }
        if (type instanceof Class<?> known && known.isRecord()) {
            return (Codec<T>) RecordCodec.of(known, advice);
        }
        return (Codec<T>) new PartCodec(type, new Parts(advice).ofNonNull(type, where).asObjects());
    }

    /** A worker has one job at a time, so it has nothing else to do while a future is pending. */
    private static void rejectFuture(Class<?> handler, @Nullable Type type) {
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        if (raw instanceof Class<?> known
                && (CompletionStage.class.isAssignableFrom(known)
                        || Future.class.isAssignableFrom(known))) {
            throw new IllegalArgumentException(
                    "a result of "
                            + handler.getName()
                            + " is a "
                            + known.getName()
                            + ", which cannot travel; let handle() wait for it, and return its"
                            + " value");
        }
    }

    /** Its only value is null, which is no result. */
    private static void rejectVoid(Class<?> handler, @Nullable Type type) {
        if (type == Void.class) {
            throw new IllegalArgumentException(
                    "a result of "
                            + handler.getName()
                            + " is a java.lang.Void, which has no values; where there is nothing to"
                            + " return, return a Boolean, or a record that says what was done");
        }
    }

    /** The type that a class gives for a type parameter of JobHandler. */
    private static @Nullable Type argumentOf(Class<?> handler, int argument) {
        Map<TypeVariable<?>, Type> known = new HashMap<>();
        note(handler, known);
        Type type = JobHandler.class.getTypeParameters()[argument];
        // Each superclass may give another name to a variable.
        for (int i = 0; i <= known.size(); i++) {
            type = Types.resolve(type, known);
        }
        return type instanceof TypeVariable<?> ? null : type;
    }

    private static void note(Class<?> declared, Map<TypeVariable<?>, Type> known) {
        note(declared.getGenericSuperclass(), known);
        for (Type implemented : declared.getGenericInterfaces()) {
            note(implemented, known);
        }
    }

    private static void note(@Nullable Type above, Map<TypeVariable<?>, Type> known) {
        if (above instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            TypeVariable<?>[] variables = raw.getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                known.put(variables[i], generic.getActualTypeArguments()[i]);
            }
            note(raw, known);
        } else if (above instanceof Class<?> raw) {
            note(raw, known);
        }
    }

    /** The codec of a value that is one part. */
    private record PartCodec(Type type, Part part) implements Codec<Object> {
        @Override
        public void encode(Object value, PayloadWriter payload) {
            part.write(payload, value);
        }

        @Override
        public Object decode(PayloadReader payload) {
            return part.read(payload);
        }

        @Override
        public String toString() {
            return "the codec of " + type.getTypeName();
        }
    }
}
