package org.sempool.codec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobHandler;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * What a handler's constructor gets: a value that has been encoded by the codec of the parameter's
 * type. It goes to the workers in a file of the pool's directory, where only the user can read it.
 */
public final class HandlerArgument {
    private static final String FILE = "argument";
    private static final String ADVICE = "pass a String, or a record of such types, instead";
    private static final int PIECE_BYTES = 8192;

    /** The name of the parameter's type. */
    private final String type;

    private final byte[] value;

    private HandlerArgument(String type, byte[] value) {
        this.type = type;
        this.value = value;
    }

    /**
     * Encodes an argument.
     *
     * @param handler the class with the constructor
     * @param argument its argument
     * @throws IllegalArgumentException if there is no such constructor, or the value cannot travel
     */
    public static HandlerArgument of(Class<?> handler, Object argument) {
        List<Constructor<?>> fitting =
                Arrays.stream(handler.getConstructors())
                        .filter(each -> each.getParameterCount() == 1)
                        .filter(each -> boxed(each.getParameterTypes()[0]).isInstance(argument))
                        .toList();
        if (fitting.size() != 1) {
            throw bad(
                    handler,
                    argument.getClass().getName(),
                    fitting.isEmpty()
                            ? "has no public constructor with one parameter of this type"
                            : "has several public constructors with one parameter that fits",
                    null);
        }
        Constructor<?> constructor = fitting.getFirst();
        String type = constructor.getParameterTypes()[0].getName();
        try {
            return new HandlerArgument(type, encode(codec(constructor), argument));
        } catch (RuntimeException e) {
            throw bad(handler, type, "needs one that can travel: " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException bad(
            Class<?> handler, String type, String why, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "handlerArgument of " + type + ": handler=" + handler.getName() + " " + why, cause);
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    private static Codec<Object> codec(Constructor<?> constructor) {
        return DerivedCodecs.ofType(
                constructor.getGenericParameterTypes()[0],
                "the argument of " + constructor.getDeclaringClass().getName(),
                ADVICE);
    }

    private static byte[] encode(Codec<Object> codec, Object argument) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PayloadWriter writer =
                new PayloadWriter(
                        (filled, _, _) -> {
                            bytes.writeBytes(filled.toArray(JAVA_BYTE));
                            return MemorySegment.ofArray(new byte[PIECE_BYTES]);
                        });
        writer.reset(MemorySegment.ofArray(new byte[PIECE_BYTES]));
        codec.encode(argument, writer);
        bytes.writeBytes(writer.unflushed().toArray(JAVA_BYTE));
        return bytes.toByteArray();
    }

    /** Calls the constructor with the argument as it arrives. */
    public <T extends JobHandler<?, ?>> T newHandler(Class<T> handler)
            throws NoSuchMethodException,
                    InvocationTargetException,
                    IllegalAccessException,
                    InstantiationException {
        for (Constructor<?> each : handler.getConstructors()) {
            if (each.getParameterCount() == 1
                    && each.getParameterTypes()[0].getName().equals(type)) {
                PayloadReader reader = new PayloadReader();
                reader.reset(MemorySegment.ofArray(value), value.length);
                return handler.cast(each.newInstance(codec(each).decode(reader)));
            }
        }
        throw new NoSuchMethodException("a public constructor with a parameter of " + type);
    }

    /** What distinguishes it from others. */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(type.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(value));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Writes it for the workers. */
    public void writeTo(Path directory) throws IOException {
        try (OutputStream stream =
                        Channels.newOutputStream(
                                Files.newByteChannel(
                                        directory.resolve(FILE),
                                        Set.of(
                                                StandardOpenOption.CREATE_NEW,
                                                StandardOpenOption.WRITE),
                                        PosixFilePermissions.asFileAttribute(
                                                PosixFilePermissions.fromString("rw-------"))));
                DataOutputStream out = new DataOutputStream(stream)) {
            out.writeUTF(type);
            out.write(value);
        }
    }

    /** Whether a worker has to read one. */
    public static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    /** Reads what {@link #writeTo} has written. */
    public static HandlerArgument readFrom(Path directory) {
        try (DataInputStream in =
                new DataInputStream(Files.newInputStream(directory.resolve(FILE)))) {
            return new HandlerArgument(in.readUTF(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the handler's argument cannot be read", e);
        }
    }
}
