package org.sempool.codec;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.UndeclaredThrowableException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * How a value of one type travels as a part of another. These are two method handles, not two
 * methods, so that numbers are never boxed between a record and a payload.
 *
 * @param put {@code (PayloadWriter, T) -> void}
 * @param get {@code (PayloadReader) -> T}
 */
record Part(MethodHandle put, MethodHandle get) {
    private static final MethodType PUT_OBJECT =
            methodType(void.class, PayloadWriter.class, Object.class);
    private static final MethodType GET_OBJECT = methodType(Object.class, PayloadReader.class);

    /** The same, with {@code Object} for {@code T}. */
    Part asObjects() {
        return new Part(put.asType(PUT_OBJECT), get.asType(GET_OBJECT));
    }

    /** Calls {@code put}, which must have the type of {@link #asObjects}. */
    void write(PayloadWriter payload, Object value) {
        try {
            put.invokeExact(payload, value);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Calls {@code get}, which must have the type of {@link #asObjects}. */
    Object read(PayloadReader payload) {
        try {
            return (Object) get.invokeExact(payload);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(Throwable e) {
        return switch (e) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new UndeclaredThrowableException(e);
        };
    }
}
