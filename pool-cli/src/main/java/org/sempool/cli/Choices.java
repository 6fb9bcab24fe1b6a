package org.sempool.cli;

import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.sempool.spi.Transport;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values that shells offer for options with few of them. */
final class Choices {
    private Choices() {}

    /** Of {@code --semaphore}. */
    static final class Semaphores implements Iterable<String> {
        /** Called by picocli. */
        Semaphores() {}

        @Override
        public Iterator<String> iterator() {
            return List.of("futex", "posix", "polling").iterator();
        }
    }

    /** Of {@code --transport}. */
    static final class Transports implements Iterable<String> {
        /** Called by picocli. */
        Transports() {}

        @Override
        public Iterator<String> iterator() {
            return ServiceLoader.load(Transport.class).stream()
                    .map(provider -> provider.get().name())
                    .sorted()
                    .iterator();
        }
    }

    /** Of {@code pool completion}. */
    static final class Shells implements Iterable<String> {
        /** Called by picocli. */
        Shells() {}

        @Override
        public Iterator<String> iterator() {
            return Stream.of(Completion.values()).map(Completion::toString).iterator();
        }
    }

    /** Reads the name of a shell. */
    static final class OfShell implements ITypeConverter<Completion> {
        /** Called by picocli. */
        OfShell() {}

        @Override
        public Completion convert(String value) {
            return Stream.of(Completion.values())
                    .filter(shell -> shell.toString().equals(value))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            "'"
                                                    + value
                                                    + "' is unknown; choose bash, zsh or fish"));
        }
    }
}
