package org.sempool.codec;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * A codec for records: it writes their components in the order of their declaration.
 *
 * <p>One method handle, made of the components' accessors and {@link Part}s, writes all components;
 * another one calls the constructor with what the parts read.
 *
 * @param <T> the record
 */
public final class RecordCodec<T> implements Codec<T> {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Class<T> type;

    /** The record's class, with its arguments if it has parameters. */
    private final Type generic;

    /** Null only while the parts are determined; one of them may be this codec. */
    private @Nullable Part whole;

    RecordCodec(Class<T> type, Type generic) {
        this.type = type;
        this.generic = generic;
    }

    /**
     * Makes a codec.
     *
     * @param type the record's class
     * @param <T> the record
     * @return the codec
     * @throws IllegalArgumentException if it is not a record, or a component cannot travel
     */
    public static <T> Codec<T> of(Class<T> type) {
        return of(type, Parts.OWN_CODEC);
    }

    static <T> Codec<T> of(Class<T> type, String advice) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is not a record");
        }
        RecordCodec<T> codec = new RecordCodec<>(type, type);
        codec.setParts(new Parts(codec, advice));
        return codec;
    }

    Type type() {
        return generic;
    }

    void setParts(Parts parts) {
        RecordComponent[] components = type.getRecordComponents();
        Part[] found = parts.of(components, type.getSimpleName(), Types.argumentsOf(generic));
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            whole =
                    new Part(
                                    putAll(components, found),
                                    getAll(LOOKUP.unreflectConstructor(constructor), found))
                            .asObjects();
        } catch (InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "the record "
                            + type.getName()
                            + " cannot be reached: have its module open the package "
                            + type.getPackageName()
                            + " to org.sempool",
                    e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private MethodHandle putAll(RecordComponent[] components, Part[] parts)
            throws IllegalAccessException {
        MethodHandle all = MethodHandles.empty(methodType(void.class, PayloadWriter.class, type));
        for (int i = 0; i < components.length; i++) {
            Method accessor = components[i].getAccessor();
            accessor.setAccessible(true);
            MethodHandle get = LOOKUP.unreflect(accessor);
            // Of a component whose type is a variable, the accessor returns less than that.
            Class<?> part = parts[i].put().type().lastParameterType();
            MethodHandle next =
                    MethodHandles.filterArguments(
                            parts[i].put(), 1, get.asType(get.type().changeReturnType(part)));
            all = MethodHandles.foldArguments(next, all);
        }
        return all;
    }

    private MethodHandle getAll(MethodHandle constructor, Part[] parts) {
        MethodHandle[] gets = new MethodHandle[parts.length];
        for (int i = 0; i < gets.length; i++) {
            MethodHandle get = parts[i].get();
            Class<?> parameter = constructor.type().parameterType(i);
            gets[i] = get.asType(get.type().changeReturnType(parameter));
        }
        MethodHandle oneEach = MethodHandles.filterArguments(constructor, 0, gets);
        return MethodHandles.permuteArguments(
                oneEach, methodType(type, PayloadReader.class), new int[parts.length]);
    }

    /** This codec as a part of another record, or of the same. */
    Part asPart() {
        try {
            MethodHandle put =
                    LOOKUP.bind(
                            this,
                            "encode",
                            methodType(void.class, Object.class, PayloadWriter.class));
            MethodHandle get =
                    LOOKUP.bind(this, "decode", methodType(Object.class, PayloadReader.class));
            return new Part(
                    MethodHandles.permuteArguments(
                            put.asType(methodType(void.class, type, PayloadWriter.class)),
                            methodType(void.class, PayloadWriter.class, type),
                            1,
                            0),
                    get.asType(methodType(type, PayloadReader.class)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Part whole() {
        return Objects.requireNonNull(whole, "used before it was made");
    }

    @Override
    public void encode(T value, PayloadWriter payload) {
        whole().write(payload, Objects.requireNonNull(value, "value"));
    }

    @Override
    public T decode(PayloadReader payload) {
        return type.cast(whole().read(payload));
    }

    @Override
    public String toString() {
        return "the codec of the record " + generic.getTypeName();
    }
}
