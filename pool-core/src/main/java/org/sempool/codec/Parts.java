package org.sempool.codec;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * Derives from a type how its values travel. References may be null: a byte before each says
 * whether it is.
 *
 * <p>One instance serves one codec and remembers the records that it has met, so that a record may
 * contain others of its own type.
 */
final class Parts {
    /** For messages to the user. */
    private static final String ALLOWED =
            "allowed are primitive types, their boxes and arrays, String, BigInteger, BigDecimal,"
                    + " UUID, URI, Path, Locale, Currency, OptionalInt, OptionalLong,"
                    + " OptionalDouble, the types of java.time, enums, records, sealed interfaces"
                    + " of records and enums, and List, Set, Map, Optional and arrays of these";

    /** What a handler can do about any other type. */
    static final String OWN_CODEC = "for other types make a codec with Codec.of";

    /** Deeper type arguments come only from records that contain themselves with other ones. */
    private static final int DEEPEST_TYPE = 50;

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final Map<Class<?>, MethodHandle> PUT_FIELD =
            byType(
                    leaves("put"),
                    handle -> handle.type().parameterType(handle.type().parameterCount() - 1));
    private static final Map<Class<?>, MethodHandle> GET_FIELD =
            byType(leaves("get"), handle -> handle.type().returnType());

    private final Map<Type, RecordCodec<?>> records = new HashMap<>();
    private final Map<Type, SealedCodec> sealed = new HashMap<>();
    private final String advice;

    /** For the parts of a record. */
    Parts(RecordCodec<?> codec, String advice) {
        this(advice);
        records.put(codec.type(), codec);
    }

    /**
     * For a value that is not a record.
     *
     * @param advice what to do about a type that cannot travel, for the message
     */
    Parts(String advice) {
        this.advice = advice;
    }

    /** The parts of a record's components, in their order. */
    Part[] of(RecordComponent[] components, String record, Map<TypeVariable<?>, Type> known) {
        return Arrays.stream(components)
                .map(
                        each ->
                                of(
                                        Types.resolve(each.getGenericType(), known),
                                        record + "." + each.getName()))
                .toArray(Part[]::new);
    }

    /**
     * The part for a type.
     *
     * @param where what has this type, for the message
     * @throws IllegalArgumentException if values of this type cannot travel
     */
    Part of(Type type, String where) {
        Part value = ofNonNull(type, where);
        Class<?> raw = rawType(type, where);
        return raw.isPrimitive() ? value : nullable(value, raw);
    }

    /** The same, for values that are never null. */
    Part ofNonNull(Type type, String where) {
        Class<?> raw = rawType(type, where);
        Class<?> unboxed = methodType(raw).unwrap().returnType();
        MethodHandle put = PUT_FIELD.get(unboxed);
        MethodHandle get = GET_FIELD.get(unboxed);
        if (put != null && get != null) {
            return new Part(put, get);
        }
        if (Types.depth(type) > DEEPEST_TYPE) {
            throw new IllegalArgumentException(
                    where
                            + " has a type whose arguments are nested without an end: its codec would"
                            + " be, too");
        }
        if (raw.isRecord()) {
            RecordCodec<?> known = records.get(type);
            return (known != null ? known : newRecord(raw, type)).asPart();
        }
        if (raw.isEnum()) {
            return new Part(container("putEnum"), container("getEnum", constantsOf(raw)));
        }
        if (SealedCodec.isSealed(raw)) {
            SealedCodec known = sealed.get(type);
            return (known != null ? known : newSealed(raw, type, where)).asPart();
        }
        if (raw.isArray() && !raw.componentType().isPrimitive()) {
            Part element = of(elementType(type, raw), where).asObjects();
            return new Part(
                    container("putArray", element.put()),
                    container("getArray", element.get(), raw.componentType()));
        }
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic, raw, where);
        }
        throw unsupported(type, where);
    }

    private Part ofGeneric(ParameterizedType type, Class<?> raw, String where) {
        Type[] arguments = type.getActualTypeArguments();
        if (raw == List.class) {
            Part element = of(arguments[0], where).asObjects();
            return new Part(
                    container("putList", element.put()), container("getList", element.get()));
        }
        if (raw == Set.class) {
            Part element = of(arguments[0], where).asObjects();
            return new Part(container("putSet", element.put()), container("getSet", element.get()));
        }
        if (raw == Optional.class) {
            Part element = ofNonNull(arguments[0], where).asObjects();
            return new Part(
                    container("putOptional", element.put()),
                    container("getOptional", element.get()));
        }
        if (raw == Map.class) {
            Part key = of(arguments[0], where).asObjects();
            Part value = of(arguments[1], where).asObjects();
            return new Part(
                    container("putMap", key.put(), value.put()),
                    container("getMap", key.get(), value.get()));
        }
        throw unsupported(type, where);
    }

    private <T> RecordCodec<T> newRecord(Class<T> raw, Type type) {
        RecordCodec<T> codec = new RecordCodec<>(raw, type);
        records.put(type, codec);
        codec.setParts(this);
        return codec;
    }

    private SealedCodec newSealed(Class<?> raw, Type type, String where) {
        SealedCodec codec = new SealedCodec(raw);
        sealed.put(type, codec);
        Map<String, Type> kinds = SealedCodec.kindsOf(type, raw);
        if (kinds.size() > SealedCodec.MOST_KINDS) {
            throw new IllegalArgumentException(
                    where + " is one of " + kinds.size() + " types; at most 256 can be told apart");
        }
        for (Type kind : kinds.values()) {
            Class<?> known = rawType(kind, where);
            if (!known.isRecord() && !known.isEnum()) {
                throw new IllegalArgumentException(
                        where
                                + " may be a "
                                + known.getName()
                                + ", which is neither a record nor an enum; "
                                + advice);
            }
            codec.add(known, ofNonNull(kind, where));
        }
        return codec;
    }

    private static Part nullable(Part value, Class<?> raw) {
        Part objects = value.asObjects();
        return new Part(
                container("putNullable", objects.put())
                        .asType(methodType(void.class, PayloadWriter.class, raw)),
                container("getNullable", objects.get())
                        .asType(methodType(raw, PayloadReader.class)));
    }

    private static Type elementType(Type type, Class<?> raw) {
        return type instanceof GenericArrayType generic
                ? generic.getGenericComponentType()
                : raw.componentType();
    }

    private Class<?> rawType(Type type, String where) {
        return switch (type) {
            case Class<?> known -> known;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            case GenericArrayType array ->
                    rawType(array.getGenericComponentType(), where).arrayType();
            default -> throw unsupported(type, where);
        };
    }

    private static Map<String, Object> constantsOf(Class<?> enumType) {
        return Arrays.stream(enumType.getEnumConstants())
                .collect(Collectors.toMap(each -> ((Enum<?>) each).name(), Function.identity()));
    }

    /** A method of {@link Containers} with its first arguments bound. */
    private static MethodHandle container(String name, Object... first) {
        MethodHandle handle = named(Containers.class, name).findFirst().orElseThrow();
        return MethodHandles.insertArguments(handle, 0, first);
    }

    private static Stream<MethodHandle> named(Class<?> holder, String prefix) {
        return Arrays.stream(holder.getDeclaredMethods())
                .filter(method -> method.getName().startsWith(prefix))
                .map(Parts::handle);
    }

    private static MethodHandle handle(Method method) {
        try {
            return LOOKUP.unreflect(method);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<MethodHandle> leaves(String prefix) {
        return Stream.concat(named(Fields.class, prefix), named(Values.class, prefix))
                .filter(handle -> handle.type().parameterCount() <= 2);
    }

    private static Map<Class<?>, MethodHandle> byType(
            Stream<MethodHandle> handles, Function<MethodHandle, Class<?>> type) {
        return handles.collect(Collectors.toMap(type, Function.identity()));
    }

    private IllegalArgumentException unsupported(Type type, String where) {
        return new IllegalArgumentException(
                where
                        + " is of type "
                        + type.getTypeName()
                        + ", which has no codec; "
                        + ALLOWED
                        + "; "
                        + advice);
    }
}
